// What is left of hostile text.
package de.belegbote.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutsideTextTest {
  @ParameterizedTest
  @CsvSource({
    "plain text, plain text",
    "'  a \t\n b  ', a b",
    "\u202Eevil\u202C\u2066x\u2069, evilx",
    "a\u0000b\u001b[31m, ab[31m",
    "zero\u200bwidth\ufeff, zerowidth",
    "\ud83d\ude00 stays, \ud83d\ude00 stays",
    "lone\ud83d, lone",
    "'\u2028\u00a0', ''"
  })
  void keepsWhatAPersonCanSee(String text, String kept) {
    assertEquals(kept, OutsideText.clean(text));
  }

  @Test
  void cutsAtTheLimitAndNeverInsideACharacter() {
    assertEquals("x".repeat(200), OutsideText.clean("x".repeat(5_000)));
    assertEquals("x".repeat(199), OutsideText.clean("x".repeat(199) + "\ud83d\ude00"));
    assertEquals("x".repeat(199), OutsideText.clean("x".repeat(199) + " y"));
    assertEquals("", OutsideText.clean(null));
  }
}
