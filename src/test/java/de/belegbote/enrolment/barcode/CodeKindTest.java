// Codes that people photograph by mistake are called what they are.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.platform.Failure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeKindTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          phonefactor://activate_account?code=123&url=https%3A%2F%2Fexample.com | microsoft-push
          PHONEFACTOR://activate_account?code=123 | microsoft-push
          msauth://code/x?y=z | microsoft-push
          duo://Abc-YXBp | duo
          Ab3dEf6hIj9lMn2pQr5t-YXBpLTEyMzQuZHVvc2VjdXJpdHkuY29t | duo
          https://m-1234.duosecurity.com/activate/abc | duo
          oktaverify://email/?t=secret-t&f=x | okta-verify
          https://s.team/q/1/123456 | steam-app
          FIDO:/123456789012345 | passkey
          com.rsa.securid://ctf?ctfData=123 | push-only
          https://apps.apple.com/app/id388497605 | app-store
          https://play.google.com/store/apps/details?id=x|app-store
          market://details?id=x | app-store
          https://example.com/secret-path | web-link
          https://apps.apple.com.example.com/ | web-link
          https://ex ample/%zz | web-link
          www.example.com | web-link
          WIFI:T:WPA;S:home;P:secret-password;; | wifi
          bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT | payment
          0002010102122637 | payment
          4006381333931 | product
          96385074 | product
          4006381333932 | other-code
          00000000000x | other-code
          123456 | other-code
          ticket 17 | other-code
          BEGIN:VCARD | other-code
          : | other-code
          """)
  void callsEachByItsName(String text, String reason) {
    assertReason(reason, text);
  }

  @Test
  void knowsPaymentsThatBeginWithALine() {
    assertReason("payment", "BCD\n002\n1\nSCT\n\nMuster GmbH\nDE02120300000000202051\nEUR1");
    assertReason("payment", "SPC\r\n0200\r\n1\r\nCH4431999123000889012");
    assertReason("other-code", "BCD");
  }

  @Test
  void tellsTheMostTellingOfSeveral() {
    assertReason("microsoft-push", "ticket 17", "https://example.com/", "phonefactor://x");
    assertReason("no-code");
  }

  @Test
  void callsStripesABarCodeWhateverTheySay() {
    assertReasonOf("CODE_128", "product", "ticket 17");
    assertReasonOf("EAN_13", "product", "4006381333931");
  }

  private static void assertReason(String reason, String... texts) {
    assertReasonOf("QR_CODE", reason, texts);
  }

  private static void assertReasonOf(String format, String reason, String... texts) {
    var codes =
        Stream.of(texts).map(text -> new FoundCode(text, format, List.of(), "test")).toList();
    var why = assertThrows(Failure.class, () -> CodeChoice.of(codes));
    assertEquals(reason, why.reason().orElseThrow());
    assertFalse(why.detail().contains("secret-"), why.detail());
  }
}
