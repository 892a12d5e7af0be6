// Exports of an authenticator app are read account by account, and damaged ones refused.
package de.belegbote.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Failure;
import de.belegbote.testing.ExportCode;
import de.belegbote.testing.ExportCode.Account;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtpExportTest {
  private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @Test
  void readsNamesAndSettingsOfEachAccount() {
    var export =
        OtpExport.fromUri(
            ExportCode.uri(
                Account.totp(SEED, "Müller & Söhne:jürgen@bäcker.example", "Müller & Söhne"),
                new Account(SEED, "Shop:anna", "", 3, 2, ExportCode.TOTP),
                new Account(SEED, "old", "Bank", 1, 1, ExportCode.HOTP)));
    assertEquals(1, export.parts());
    assertEquals(0, export.part());
    assertEquals(4711, export.batch());
    var first = OtpAuth.ofSeed(SEED, "Müller & Söhne", "jürgen@bäcker.example");
    assertEquals(Optional.of(first), export.entries().get(0).auth());
    var second = export.entries().get(1).auth().orElseThrow();
    assertEquals("Shop", second.issuer());
    assertEquals("anna", second.account());
    assertEquals(OtpAuth.Algorithm.SHA512, second.algorithm());
    assertEquals(8, second.digits());
    var third = export.entries().get(2);
    assertEquals(Optional.of(KeyRefusal.COUNTER_BASED), third.refusal());
    assertEquals("Bank", third.issuer());
    assertTrue(third.auth().isEmpty());
    assertTrue(export.only().isEmpty());
  }

  @Test
  void takesTheOnlyAccountDirectlyUnlessMoreCodesFollow() {
    var account = Account.totp(SEED, "anna", "Shop");
    assertEquals(
        OtpAuth.ofSeed(SEED, "Shop", "anna"),
        OtpExport.fromUri(ExportCode.uri(account)).only().orElseThrow());
    var split = OtpExport.fromUri(ExportCode.uri(1, 3, 9, List.of(account)));
    assertTrue(split.only().isEmpty());
    assertEquals(1, split.part());
  }

  @ParameterizedTest
  @CsvSource({
    "20, 1, 1, 1, counter-based",
    "20, 1, 1, 7, unknown-type",
    "20, 4, 1, 2, unknown-algorithm",
    "20, 1, 9, 2, wrong-digits",
    "9, 1, 1, 2, key-too-short",
    "0, 1, 1, 2, no-secret",
    "129, 1, 1, 2, key-too-long"
  })
  void saysWhyTheOnlyAccountIsOfNoUse(
      int bytes, int algorithm, int digits, int type, String reason) {
    var account = new Account(new byte[bytes], "a", "b", algorithm, digits, type);
    assertRefused(reason, () -> OtpExport.fromUri(ExportCode.uri(account)).only());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otpauth-migration://offline",
        "otpauth-migration://offline?data=",
        "otpauth-migration://offline?data=%%%",
        "otpauth-migration://offline?data=CjEKCkhlbGxv",
        "otpauth-migration://offline?data=////////"
      })
  void refusesWhatIsDamaged(String uri) {
    assertRefused("unreadable-setup-code", () -> OtpExport.fromUri(uri));
  }

  @Test
  void refusesImpossibleParts() {
    var one = List.of(Account.totp(SEED, "a", "b"));
    assertRefused("unreadable-setup-code", () -> OtpExport.fromUri(ExportCode.uri(3, 3, 1, one)));
    assertRefused("unreadable-setup-code", () -> OtpExport.fromUri(ExportCode.uri(-1, 3, 1, one)));
    assertRefused(
        "unreadable-setup-code", () -> OtpExport.fromUri(ExportCode.uri(0, 2_000, 1, one)));
  }

  @Test
  void readsOrRefusesWhateverIsInTheData() {
    long start = Long.getLong("belegbote.seed", System.nanoTime());
    System.out.println("OtpExportTest: -Dbelegbote.seed=" + start);
    var random = new Random(start);
    String good = ExportCode.uri(Account.totp(SEED, "anna", "Shop"));
    byte[] data =
        Base64.getDecoder()
            .decode(
                java.net.URLDecoder.decode(
                    good.substring(good.indexOf("data=") + 5), StandardCharsets.UTF_8));
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = data.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      String uri =
          "otpauth-migration://offline?data=" + Base64.getUrlEncoder().encodeToString(changed);
      try {
        var unused = OtpExport.fromUri(uri);
      } catch (Failure refused) {
        assertTrue(refused.reason().isPresent());
      }
    }
  }

  @Test
  void printsNoSeed() {
    String text = OtpExport.fromUri(ExportCode.uri(Account.totp(SEED, "anna", "Shop"))).toString();
    assertEquals("OtpExport[1 accounts, 1 of 1]", text);
    assertFalse(text.contains("GEZDGNBV"));
  }

  private static void assertRefused(
      String reason, org.junit.jupiter.api.function.Executable reading) {
    assertEquals(reason, assertThrows(Failure.class, reading).reason().orElseThrow());
  }
}
