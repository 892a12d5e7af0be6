// Every message fits one segment, with the longest link and the longest life there can be.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Texts;
import de.belegbote.platform.config.ConfigReader;
import de.belegbote.platform.crypto.Tokens;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmsTextTest {
  /** One segment (3GPP TS 23.038): 140 bytes of 7 bits. */
  private static final int SEGMENT = 160;

  /** Minutes of a day, the longest life. */
  private static final int LONGEST_LIFE = 1440;

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final String TWO_SEPTETS = "\f^{}\\[~]|€";

  private static int septets(String text) {
    return text.chars()
        .map(
            c -> {
              if (TWO_SEPTETS.indexOf(c) >= 0) {
                return 2;
              }
              if (BASIC.indexOf(c) < 0) {
                throw new IllegalArgumentException("not in GSM-7: " + (char) c);
              }
              return 1;
            })
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "en", "fr"})
  void fitsOneSegment(String language) {
    String url = "https://" + "b".repeat(ConfigReader.LONGEST_URL - "https://".length());
    String link = url + "/u/" + Tokens.random(24);

    String text =
        new Texts("sms").get(Locale.forLanguageTag(language), "upload", link, LONGEST_LIFE);

    assertTrue(septets(text) <= SEGMENT, () -> septets(text) + " septets: " + text);
    assertTrue(text.contains(link + " "), text);
  }

  @Test
  void countsAsPhonesDo() {
    assertEquals(SEGMENT, septets("ä".repeat(158) + "€"));
    assertThrows(IllegalArgumentException.class, () -> septets("„so“"));
    assertEquals(127, BASIC.length());
  }
}
