// Tells the steps of a fetch while it runs.
package de.belegbote.demo;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Tells each step once, and why nothing happens while a code has to wait for its time. */
final class FetchTeller {
  private static final String CODE = "authenticator code";

  private final Story story;
  private final Duration slow;
  private int told;
  private boolean waiting;
  private long since = System.nanoTime();

  /** Nothing is told yet; a code that takes longer than {@code slow} is waiting. */
  FetchTeller(Story story, Duration slow) {
    this.story = story;
    this.slow = slow;
  }

  /** Tells what is new in a fetch. */
  void tell(JsonObject fetch) {
    var steps = fetch.getJsonArray("steps");
    for (; told < steps.size(); told++) {
      story.tell("  fetch: %s", steps.getJsonObject(told).getString("what"));
      since = System.nanoTime();
    }
    boolean atCode = told > 0 && steps.getJsonObject(told - 1).getString("what").equals(CODE);
    if (atCode && !waiting && System.nanoTime() - since > slow.toNanos()) {
      waiting = true;
      story.tell(
          "  fetch: waiting for the next time step, up to 30 s: the portal takes no code twice,"
              + " and the one of this step is used.");
    }
  }
}
