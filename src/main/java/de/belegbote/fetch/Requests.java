// Requests in the session, without a page.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Template;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Keeps the recipe's pause between requests and reads statuses as recipes.md section 4 says. */
final class Requests {
  private final Recipe.Requests settings;
  private final PortalBrowser browser;
  private final RunClock clock;
  private final Map<String, String> headers = new HashMap<>();
  private boolean first = true;

  /**
   * @param values what the headers' templates may name; a header without its value is left out
   */
  Requests(
      Recipe.Requests settings, PortalBrowser browser, RunClock clock, Map<String, String> values) {
    this.settings = settings;
    this.browser = browser;
    this.clock = clock;
    settings.headers().forEach((name, text) -> header(name, text, values));
  }

  private void header(String name, Template text, Map<String, String> values) {
    if (values.keySet().containsAll(text.names())) {
      headers.put(name, text.header(values));
    }
  }

  /**
   * An answer of a list.
   *
   * @throws RunEnd for a status that is no success
   */
  Answer list(String address, String place) {
    Answer answer = get(address, true);
    if (answer.status() == 401) {
      throw new SessionGone(place, Places.host(address) + " answers 401");
    }
    Optional<FetchOutcome> bad = Statuses.outcome(answer.status());
    if (bad.isPresent()) {
      throw new RunEnd(bad.get(), place, failure(answer, address), retryAfter(answer));
    }
    return answer;
  }

  /**
   * An answer that should be a document.
   *
   * @param ours whether the address is on a host that the recipe's headers are meant for
   * @throws RunEnd for 429: asking for the next document would make it worse
   * @throws RowFailed for any other status that is no success, and when nothing answers
   */
  Answer document(String address, boolean ours, String place) {
    Answer answer;
    try {
      answer = get(address, ours);
    } catch (BrowserException fault) {
      throw failed(fault);
    }
    if (answer.status() == 401) {
      throw new SessionGone(place, Places.host(address) + " answers 401");
    }
    Optional<FetchOutcome> bad = Statuses.outcome(answer.status());
    if (bad.filter(FetchOutcome.BLOCKED::equals).isPresent()) {
      throw new RunEnd(FetchOutcome.BLOCKED, place, failure(answer, address), retryAfter(answer));
    }
    if (bad.isPresent()) {
      throw new RowFailed(bad.get(), failure(answer, address), retryAfter(answer));
    }
    return answer;
  }

  // What ends the browser ends the run.
  static RuntimeException failed(BrowserException fault) {
    return switch (fault.kind()) {
      case TIMED_OUT, CRASHED -> fault;
      case UNREACHABLE -> new RowFailed(FetchOutcome.PORTAL_DOWN, fault.getMessage(), fault);
      case REFUSED, TOO_MUCH -> new RowFailed(FetchOutcome.FAILED, fault.getMessage(), fault);
    };
  }

  private Answer get(String address, boolean ours) {
    if (!first) {
      clock.pause(settings.pause());
    }
    first = false;
    clock.check();
    return browser.request(
        new Request("GET", address, ours ? Map.copyOf(headers) : Map.of(), Buffer.buffer(), null));
  }

  private static String retryAfter(Answer answer) {
    return answer.header("retry-after").orElse(null);
  }

  private static String failure(Answer answer, String address) {
    return Places.host(address)
        + " answers "
        + answer.status()
        + answer
            .header("retry-after")
            .filter(wait -> wait.matches("[0-9]{1,6}"))
            .map(wait -> ", try again after " + wait + " s")
            .orElse("");
  }

  /** Whether an answer is a web page, by what it says and by how it begins. */
  static boolean isHtml(Answer answer) {
    String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    Buffer body = answer.body();
    String head =
        body.getString(0, Math.min(body.length(), 512), "ISO-8859-1").toLowerCase(Locale.ROOT);
    return (type.contains("html") && !head.contains("%pdf-"))
        || head.contains("<!doctype html")
        || head.contains("<html");
  }
}
