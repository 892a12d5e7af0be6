// What portals put into their QR codes, and what people type.
package de.belegbote.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.otp.OtpAuth.Algorithm;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtpAuthTest {
  private static final String KEY = "JBSWY3DPEHPK3PXP";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # uri | issuer | account | algorithm | digits | period
          otpauth://totp/Example:alice@google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example | Example | alice@google.com | SHA1 | 6 | 30
          otpauth://totp/ACME%20Co:john.doe@email.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME%20Co&algorithm=SHA256&digits=8&period=60 | ACME Co | john.doe@email.com | SHA256 | 8 | 60
          otpauth://totp/Provider1%3A%20Alice%20Smith?secret=JBSWY3DPEHPK3PXP | Provider1 | Alice Smith | SHA1 | 6 | 30
          otpauth://totp/Big%20Corporation%3A%20alice%40bigco.com?secret=JBSWY3DPEHPK3PXP | Big Corporation | alice@bigco.com | SHA1 | 6 | 30
          otpauth://totp/Label:a?secret=JBSWY3DPEHPK3PXP&issuer=Parameter | Parameter | a | SHA1 | 6 | 30
          otpauth://totp/alice+bills@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Big+Corp | Big Corp | alice+bills@example.com | SHA1 | 6 | 30
          otpauth://totp/A:b:c?secret=JBSWY3DPEHPK3PXP | A | b:c | SHA1 | 6 | 30
          OTPAUTH://TOTP/x?SECRET=JBSWY3DPEHPK3PXP&ALGORITHM=HmacSHA512&Digits=7 | '' | x | SHA512 | 7 | 30
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&algorithm=sha-256&digits=&period= | '' | x | SHA256 | 6 | 30
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=120&image=https%3A%2F%2Fx.test%2Fa.png&counter=3 | '' | x | SHA1 | 6 | 120
          otpauth://totp/x?secret=jbsw%20y3dp%20ehpk%203pxp%3D%3D&period=15 | '' | x | SHA1 | 6 | 15
          otpauth://totp/x?secret=jbsw-y3dp-ehpk-3pxp==== | '' | x | SHA1 | 6 | 30
          otpauth://totp/Not encoded ä:b c?secret=JBSWY3DPEHPK3PXP | Not encoded ä | b c | SHA1 | 6 | 30
          otpauth://totp/100%:x?secret=JBSWY3DPEHPK3PXP | 100% | x | SHA1 | 6 | 30
          otpauth://totp/?secret=JBSWY3DPEHPK3PXP | '' | '' | SHA1 | 6 | 30
          otpauth://totp?secret=JBSWY3DPEHPK3PXP#fragment | '' | '' | SHA1 | 6 | 30
          otpauth://totp/Müller & Söhne:jürgen@bäcker.example?secret=JBSWY3DPEHPK3PXP | Müller & Söhne | jürgen@bäcker.example | SHA1 | 6 | 30
          otpauth://totp/a?b=1&secret=JBSWY3DPEHPK3PXP&foo&=bar&color=%23ff0000&lock=false | '' | a | SHA1 | 6 | 30
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&amp;issuer=Shop&amp;digits=8 | Shop | x | SHA1 | 8 | 30
          otpauth://totp/x? secret = JBSW Y3DP EHPK 3PXP &issuer= Shop | Shop | x | SHA1 | 6 | 30
          otpauth://totp/:x?secret=JBSWY3DPEHPK3PXP&issuer= | '' | x | SHA1 | 6 | 30
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&secret=JBSWY3DPEHPK3PXP | '' | x | SHA1 | 6 | 30
          """)
  void readsKeyUris(
      String uri, String issuer, String account, Algorithm algorithm, int digits, int period) {
    var expected = new OtpAuth(new Secret(KEY), issuer, account, algorithm, digits, period);
    assertEquals(expected, OtpAuth.fromUri(uri));
    assertEquals(expected, OtpAuth.fromKey(" " + uri + "\n"));
    assertEquals(expected, OtpAuth.fromSecret(expected.toSecret()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1 | counter-based
          otpauth://yaotp/x?secret=JBSWY3DPEHPK3PXP | unknown-type
          otpauth://steam/x?secret=JBSWY3DPEHPK3PXP | steam
          otpauth://totp/Steam:x?secret=JBSWY3DPEHPK3PXP&digits=5&encoder=steam | steam
          otpauth:///x?secret=JBSWY3DPEHPK3PXP | unknown-type
          otpauth-migration://offline?data=CjEKCg | not-a-setup-code
          https://example.com/?secret=JBSWY3DPEHPK3PXP | not-a-setup-code
          '' | not-a-setup-code
          otpauth://totp/x | no-secret
          otpauth://totp/x?secret=&issuer=y | no-secret
          otpauth://totp/x?secret=JBSWY3DPEHPK3PX1 | not-base32
          otpauth://totp/x?secret=%2e%2e%2f%2e%2e%2fJBSWY3DPEHPK3PXP | not-base32
          otpauth://totp/x?secret=JBSWY3DPEHPK3PX | key-too-short
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&secret=JBSWY3DPEHPK3PXA | unreadable-setup-code
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&algorithm=MD5 | unknown-algorithm
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&digits=5 | wrong-digits
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&digits=9 | wrong-digits
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&digits=six | wrong-digits
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&digits=99999999999 | wrong-digits
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=14 | wrong-period
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=121 | wrong-period
          otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=-30 | wrong-period
          """)
  void refusesOtherCodesWithAReason(String uri, String reason) {
    assertRefused(Problem.UNUSABLE_BARCODE, reason, () -> OtpAuth.fromUri(uri), uri);
  }

  @Test
  void keepsSeedsWithinTheirLimits() {
    String longest = "A".repeat(205);
    assertEquals(128, OtpAuth.bytes(OtpAuth.fromKey(longest).seed()).length);
    assertRefused(
        Problem.INVALID_KEY, "key-too-long", () -> OtpAuth.fromKey("A".repeat(207)), "AAAA");
    String endless = "otpauth://totp/x?secret=" + KEY + "&issuer=" + "y".repeat(10_000);
    assertRefused(Problem.UNUSABLE_BARCODE, "key-too-long", () -> OtpAuth.fromUri(endless), "yyyy");
    assertThrows(
        IllegalArgumentException.class, () -> OtpAuth.ofSeed(new byte[9], "issuer", "account"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JBSWY3DPEHPK3PXP",
        "jbsw y3dp ehpk 3pxp",
        " jbsw-y3dp-ehpk-3pxp\r\n",
        "JBSW\u00a0Y3DP\u2011EHPK\u200b3PXP======"
      })
  void readsTypedKeys(String typed) {
    assertEquals(
        new OtpAuth(new Secret(KEY), "", "", Algorithm.SHA1, 6, 30), OtpAuth.fromKey(typed));
  }

  @ParameterizedTest
  @CsvSource({
    "123456, code-instead-of-key",
    "123 456, code-instead-of-key",
    "'  234567 ', code-instead-of-key",
    "12345678, code-instead-of-key",
    "'', no-secret",
    "JBSWY3DP, key-too-short",
    "JBSWY3DPEHPK3PX0, not-base32",
    "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP, counter-based"
  })
  void refusesTypedKeysWithAReason(String typed, String reason) {
    assertRefused(Problem.INVALID_KEY, reason, () -> OtpAuth.fromKey(typed), typed);
  }

  @Test
  void dropsBitsThatFillNoByteAsAppsDo() {
    assertEquals(OtpAuth.fromKey(KEY + "A").seed(), OtpAuth.fromKey(KEY + "B").seed());
  }

  @Test
  void cleansWhatThePortalWrote() {
    var auth =
        OtpAuth.fromUri(
            "otpauth://totp/x?secret=%s&issuer=%%E2%%80%%AEEvil%%00%%0A%%1B[31m%s"
                .formatted(KEY, "z".repeat(300)));
    assertTrue(auth.issuer().startsWith("Evil [31mz"), auth.issuer());
    assertEquals(200, auth.issuer().length());
  }

  @Test
  void neverPrintsTheSeed() {
    assertFalse(OtpAuth.fromKey(KEY).toString().contains(KEY));
    assertEquals("***", OtpAuth.fromKey(KEY).toSecret().toString());
  }

  @ParameterizedTest
  @EnumSource
  void namesEachRefusalInOneStableWay(KeyRefusal refusal) {
    assertTrue(refusal.slug().matches("[a-z0-9-]{3,40}"), refusal.slug());
    assertTrue(refusal.text().endsWith("."), refusal.text());
  }

  private static void assertRefused(
      Problem problem,
      String reason,
      org.junit.jupiter.api.function.Executable reading,
      String text) {
    var failure = assertThrows(Failure.class, reading);
    assertEquals(problem, failure.problem());
    assertEquals(reason, failure.reason().orElseThrow());
    assertFalse(!text.isBlank() && failure.detail().contains(text.strip()), failure.detail());
  }
}
