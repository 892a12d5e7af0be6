// The published test vectors, and the steps around them.
package de.belegbote.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import de.belegbote.otp.OtpAuth.Algorithm;
import de.belegbote.platform.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  /** RFC 6238 appendix B; its seeds are the ASCII digits repeated to 20, 32 and 64 bytes. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082, 46119246, 90693936",
    "1111111109, 07081804, 68084774, 25091201",
    "1111111111, 14050471, 67062674, 99943326",
    "1234567890, 89005924, 91819424, 93441116",
    "2000000000, 69279037, 90698825, 38618901",
    "20000000000, 65353130, 77737706, 47863826"
  })
  void givesTheCodesOfRfc6238(long second, String sha1, String sha256, String sha512) {
    Instant at = Instant.ofEpochSecond(second);
    assertEquals(sha1, codeAt(rfc(Algorithm.SHA1, 20), at));
    assertEquals(sha256, codeAt(rfc(Algorithm.SHA256, 32), at));
    assertEquals(sha512, codeAt(rfc(Algorithm.SHA512, 64), at));
  }

  @Test
  void writesAsciiDigitsInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals("94287082", codeAt(rfc(Algorithm.SHA1, 20), Instant.ofEpochSecond(59)));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void listsTheNextCodesWithTheirTimes() {
    OtpAuth auth = withPeriod(60);
    var codes = Totp.next(auth, NOON.plusSeconds(59), 3);
    assertEquals(
        List.of(NOON, NOON.plusSeconds(60), NOON.plusSeconds(120)),
        codes.stream().map(Totp.Code::validFrom).toList());
    assertEquals(NOON.plusSeconds(60), codes.get(0).validUntil());
    for (Totp.Code code : codes) {
      assertEquals(code.step(), Totp.stepOf(auth, code.validFrom()));
      assertEquals(code.code(), Totp.code(auth, code.step()));
      assertEquals(6, code.code().reveal().length());
    }
    assertFalse(codes.toString().contains(codes.get(0).code().reveal()));
  }

  @Test
  void matchesWithinTheWindowAndTellsTheStep() {
    OtpAuth auth = withPeriod(30);
    long step = Totp.stepOf(auth, NOON);
    String code = Totp.code(auth, step).reveal();
    String grouped = " " + code.substring(0, 3) + " " + code.substring(3);
    assertEquals(OptionalLong.of(step), Totp.matches(auth, grouped, NOON, 1));
    assertEquals(OptionalLong.of(step), Totp.matches(auth, code, NOON.plusSeconds(59), 1));
    assertEquals(OptionalLong.of(step), Totp.matches(auth, code, NOON.minusSeconds(30), 1));
    assertEquals(OptionalLong.empty(), Totp.matches(auth, code, NOON.plusSeconds(60), 1));
    assertEquals(OptionalLong.empty(), Totp.matches(auth, code, NOON.minusSeconds(1), 0));
    assertEquals(OptionalLong.empty(), Totp.matches(auth, code + "0", NOON, 1));
    assertEquals(OptionalLong.empty(), Totp.matches(auth, "", NOON, 1));
  }

  private static OtpAuth withPeriod(int seconds) {
    return new OtpAuth(
        new Secret("JBSWY3DPEHPK3PXP"), "Example", "alice", Algorithm.SHA1, 6, seconds);
  }

  private static OtpAuth rfc(Algorithm algorithm, int bytes) {
    byte[] seed =
        "1234567890"
            .repeat(7)
            .substring(0, bytes)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return new OtpAuth(new Secret(new Base32().encodeAsString(seed)), "", "", algorithm, 8, 30);
  }

  private static String codeAt(OtpAuth auth, Instant at) {
    return Totp.code(auth, Totp.stepOf(auth, at)).reveal();
  }
}
