// What is hidden of a code's text, and what stays.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "otpauth://totp/A:b?secret=JBSWY3DPEHPK3PXP&issuer=A | otpauth://totp/A:b?secret=***&issuer=A",
        "otpauth://hotp/x?Secret=JBSWY3DPEHPK3PXP#a | otpauth://hotp/x?Secret=***#a",
        "OTPAUTH://TOTP/X?a=b&SECRET=jbswy3dp ehpk3pxp | OTPAUTH://TOTP/X?a=b&SECRET=***",
        "otpauth://totp/x?key=JBSWY3DPEHPK3PXP | otpauth:***",
        "otpauth://totp/x?%73ecret=JBSWY3DPEHPK3PXP | otpauth:***",
        "otpauth-migration://offline?data=CjEKCkhlbGxv | otpauth-migration:***",
        "otpauth-migration://offline?data=CjEKCkhlbGxv&secret=decoy | otpauth-migration:***",
        "https://example.com/qr?t=otpauth%3A%2F%2Ftotp%2Fx | https://example.com/qr?t=otpauth:***",
        "WIFI:T:WPA;S:home;P:pass;; | WIFI:***",
        "phonefactor://activate_account?code=123 | phonefactor:***",
        "https://s.team/q/1/123456 | https:***",
        "https://m-1a2b.duosecurity.com/iphone/abc | https:***",
        "https://example.com/in?user=a&token=abc#top | https://example.com/in?user=a&token=***#top",
        "JBSWY3DPEHPK3PXPJBSWY3DP== | ***",
        "jbsw y3dp ehpk 3pxp | ***",
        "JBSW-Y3DP-EHPK-3PXP-JB | ***"
      })
  void hidesWhatLetsOthersIn(String text, String shown) {
    assertEquals(shown, SecretMask.masked(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ticket 17",
        "a sentence with some short words in it",
        "https://example.com/a?b=c",
        "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "4006381333931",
        ""
      })
  void showsWhatHoldsNoSecret(String text) {
    assertEquals(text, SecretMask.masked(text));
  }
}
