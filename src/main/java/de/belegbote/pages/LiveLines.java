// What happened so far, line by line, for the customer who follows at the desk.
package de.belegbote.pages;

import de.belegbote.connect.Progress;
import de.belegbote.platform.Texts;
import de.belegbote.portals.FetchOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines in the order things happen; what lies ahead is told no further than the next step. */
record LiveLines(Texts texts) {
  private static final String DONE = "done";
  private static final String NOW = "now";
  private static final String BAD = "bad";

  /**
   * The lines of an account.
   *
   * @param stage of the customer, so that what was before the last answer is not told again
   */
  List<Map<String, Object>> of(
      Locale language, Progress progress, ConnectStage stage, Instant now) {
    var lines = new ArrayList<Map<String, Object>>();
    boolean ways = stage == ConnectStage.WAYS;
    progress.link().ifPresent(link -> link(lines, language, link, ways, now));
    if (!ways && !progress.factor().equals("none") && progress.seedAt().isPresent()) {
      lines.add(line(DONE, language, "liveSeed"));
      boolean confirmed = !progress.factor().equals("seed_stored");
      lines.add(
          confirmed ? line(DONE, language, "liveConfirmed") : line(NOW, language, "liveConfirm"));
    }
    if (!ways && stage != ConnectStage.CODES) {
      progress.run().ifPresent(run -> run(lines, language, run));
    }
    return lines;
  }

  private void link(
      List<Map<String, Object>> lines,
      Locale language,
      Progress.Link link,
      boolean ways,
      Instant now) {
    boolean waiting = ways && link.isOpen(now);
    if (link.smsTo().isPresent() && !link.state().equals("revoked")) {
      lines.add(line(waiting && !link.opened() ? NOW : DONE, language, "liveSms"));
    }
    if (waiting && !link.opened() && link.smsTo().isEmpty()) {
      lines.add(line(NOW, language, "liveWaiting"));
    }
    if (link.opened()) {
      boolean more = waiting && link.tries() == 0;
      lines.add(line(more ? NOW : DONE, language, "liveOpened"));
      if (link.state().equals("used")) {
        lines.add(line(DONE, language, "livePhoto"));
      } else if (link.tries() > 0) {
        lines.add(line(BAD, language, "livePhotoBad"));
      }
    }
  }

  private void run(List<Map<String, Object>> lines, Locale language, Progress.Run run) {
    if (!run.isOver()) {
      lines.add(line(NOW, language, run.state().equals("queued") ? "liveQueued" : "liveRunning"));
      return;
    }
    boolean good = run.outcome().map(name -> FetchOutcome.valueOf(name).good()).orElse(false);
    lines.add(line(good ? DONE : BAD, language, good ? "liveGood" : "liveBad"));
    if (good) {
      String key = run.invoices() == 0 ? "liveNone" : run.invoices() == 1 ? "liveOne" : "liveMany";
      lines.add(line(DONE, language, key, run.invoices()));
    }
  }

  private Map<String, Object> line(String state, Locale language, String key, Object... values) {
    return Map.of("state", state, "text", texts.get(language, key, values));
  }
}
