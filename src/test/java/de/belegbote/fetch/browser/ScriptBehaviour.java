// What can be read of a page's scripts and source, and how it is scrolled, in every engine.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

interface ScriptBehaviour extends BrowserContract {
  @Test
  default void readsVariablesByTheirNamesOnly() {
    show("<script>var boot = {token: 'x1', team: {id: 7}}; let shy = 'seen';</script>");
    assertEquals(Optional.of("x1"), top().variable("boot.token"));
    assertEquals(Optional.of("{\"id\":7}"), top().variable("boot.team"));
    assertEquals(Optional.of("seen"), top().variable("shy"));
    assertEquals(Optional.empty(), top().variable("boot.none.deeper"));
    assertEquals(Optional.empty(), top().variable("nothing"));
    assertThrows(IllegalArgumentException.class, () -> top().variable("alert(1)"));
  }

  @Test
  default void givesTheSourceAsItStandsNow() {
    show("<p id=a>before</p><script>document.getElementById('a').textContent = 'now';</script>");
    assertTrue(top().source().contains("now"), () -> top().source());
    assertFalse(top().source().contains("before"), () -> top().source());
  }

  @Test
  default void tellsThePageThatItWasScrolled() {
    show(
        """
        <div style="height: 5000px"></div><p id=end>end</p>
        <script>var seen = 'no'; addEventListener('scroll', () => seen = 'yes')</script>\
        """);
    assertEquals(Optional.of("no"), top().variable("seen"));
    the("#end").reveal();
    until("it noticed", () -> top().variable("seen").equals(Optional.of("yes")));
  }
}
