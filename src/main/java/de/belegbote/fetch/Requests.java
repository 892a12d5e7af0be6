// Requests in the session, without a page.
package de.belegbote.fetch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import de.belegbote.fetch.browser.StillPages;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Call;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.RowFilter;
import de.belegbote.portals.recipe.Selector;
import de.belegbote.portals.recipe.Value;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the recipe's pause between requests and reads answers as recipes.md section 4 says. Bodies,
 * headers and what was learned go to the hosts they are meant for and to no other.
 */
final class Requests implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Recipe.Requests settings;
  private final List<Selector> fields;
  private final PortalBrowser browser;
  private final RunClock clock;
  private StillPages pages;
  private boolean first = true;

  Requests(Recipe recipe, PortalBrowser browser, RunClock clock) {
    this.settings = recipe.requests();
    this.fields = recipe.signIn().fields();
    this.browser = browser;
    this.clock = clock;
  }

  @Override
  public void close() {
    if (pages != null) {
      pages.close();
    }
  }

  /** How an answer that is of no use ends what wanted it. */
  private interface Refusal {
    RuntimeException of(FetchOutcome outcome, String detail, String retryAfter);
  }

  /**
   * An answer of a list, or of a first step.
   *
   * @param at what a named address is read from; null where there is none
   * @throws RunEnd when it is of no use
   * @throws SessionGone when the portal has forgotten us
   */
  Answer list(Call call, Row at, Known known, String place) {
    try {
      return ask(call, at, known, place, ending(place));
    } catch (RowFailed nowhere) {
      // There is no row that could be left out.
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, nowhere.getMessage());
    }
  }

  /**
   * An answer that should be a document or lead to it.
   *
   * @throws RunEnd for 429: asking for the next document would make it worse
   * @throws RowFailed for any other answer that is of no use, and when nothing answers
   */
  Answer document(Call call, Row at, Known known, String place) {
    try {
      return ask(call, at, known, place, refusal(place));
    } catch (BrowserException fault) {
      throw failed(fault);
    }
  }

  /**
   * The same for an address that the browser was led to.
   *
   * @param ours whether the address is on a host that the recipe's headers are meant for
   */
  Answer document(String address, boolean ours, Known known, String place) {
    try {
      Answer answer = send(CallFill.get(address), ours ? headers(address, known) : Map.of());
      return checked(answer, List.of(), place, refusal(place));
    } catch (BrowserException fault) {
      throw failed(fault);
    }
  }

  /** The same for an address of a list's next page, which stands on the page before. */
  Answer next(String address, Known known, String place) {
    Answer answer = send(CallFill.get(address), headers(address, known));
    return checked(answer, List.of(), place, ending(place));
  }

  private static Refusal ending(String place) {
    return (outcome, why, wait) -> new RunEnd(outcome, place, why, wait);
  }

  private static Refusal refusal(String place) {
    return (outcome, why, wait) ->
        outcome == FetchOutcome.BLOCKED
            ? new RunEnd(outcome, place, why, wait)
            : new RowFailed(outcome, why, wait);
  }

  /** An answer, to read values from. */
  AnswerRow row(Answer answer) {
    return new AnswerRow(answer, browser, this::pages);
  }

  StillPages pages() {
    if (pages == null) {
      pages = new StillPages();
    }
    return pages;
  }

  private Answer ask(Call call, Row at, Known known, String place, Refusal refusal) {
    CallFill fill = CallFill.of(call, at, known, place);
    Map<String, String> headers = fill.ours() ? headers(fill.address(), known) : new HashMap<>();
    if (fill.ours()) {
      headers.putAll(fill.headers());
    }
    for (int tries = 0; ; tries++) {
      Answer answer = send(fill.request(), headers);
      if (call.expect().isEmpty()) {
        checked(answer, call.answers(), place, refusal);
        return call.poll().isPresent() && answer.status() == 202
            ? polled(call.poll().get(), answer, known, place, refusal)
            : answer;
      }
      AnswerRow row = row(answer);
      if (fits(call.expect(), row)) {
        return answer;
      }
      checked(answer, call.answers(), place, refusal);
      if (tries > 0) {
        throw refusal.of(
            FetchOutcome.LAYOUT_CHANGED,
            Places.host(fill.address()) + " answers otherwise than expected",
            null);
      }
      clock.pause(AGAIN);
    }
  }

  private static boolean fits(List<RowFilter> any, Row row) {
    return any.stream().anyMatch(filter -> filter.holds(row));
  }

  private Answer polled(Call.Poll poll, Answer first, Known known, String place, Refusal refusal) {
    String address =
        address(poll.at(), row(first), known)
            .orElseThrow(
                () -> refusal.of(FetchOutcome.LAYOUT_CHANGED, "a 202 says not where to ask", null));
    boolean ours = Places.host(address).equals(Places.host(first.url()));
    Instant until = clock.now().plus(poll.most());
    while (clock.now().isBefore(until)) {
      clock.pause(poll.every());
      Answer answer =
          checked(
              send(CallFill.get(address), ours ? headers(address, known) : Map.of()),
              List.of(),
              place,
              refusal);
      if (fits(poll.failed(), row(answer))) {
        throw refusal.of(FetchOutcome.FAILED, "the portal says that it failed", null);
      }
      if (poll.done().isEmpty() ? answer.status() != 202 : fits(poll.done(), row(answer))) {
        return answer;
      }
    }
    throw refusal.of(
        FetchOutcome.FAILED, "not ready within " + poll.most().toSeconds() + " s", null);
  }

  /** The address a value names, absolute; empty when it names none. */
  static Optional<String> address(Value value, Row at, Known known) {
    return value.read(at, known.values()).flatMap(found -> Places.absolute(at.url(), found.text()));
  }

  @CanIgnoreReturnValue
  private Answer checked(Answer answer, List<Call.Meaning> own, String place, Refusal refusal) {
    String host = Places.host(answer.url());
    Optional<String> meant =
        Stream.concat(own.stream(), settings.answers().stream())
            .filter(meaning -> fits(meaning.when(), row(answer)))
            .map(Call.Meaning::outcome)
            .findFirst();
    if (answer.status() == 401 || meant.filter(Call.SESSION_GONE::equals).isPresent()) {
      throw new SessionGone(place, host + " answers " + answer.status());
    }
    if (meant.isEmpty() && asksForCredential(answer)) {
      throw new SessionGone(place, host + " shows a page of the sign-in");
    }
    Optional<FetchOutcome> bad =
        meant.map(FetchOutcome::valueOf).or(() -> Statuses.outcome(answer.status()));
    if (bad.isPresent()) {
      throw refusal.of(bad.get(), failure(answer), retryAfter(answer));
    }
    return answer;
  }

  // A redirect to the sign-in is an answer like any other but for its fields.
  private boolean asksForCredential(Answer answer) {
    return isHtml(answer)
        && fields.stream().anyMatch(field -> !StillRow.all(row(answer).markup(), field).isEmpty());
  }

  // What ends the browser ends the run.
  static RuntimeException failed(BrowserException fault) {
    return switch (fault.kind()) {
      case TIMED_OUT, CRASHED -> fault;
      case UNREACHABLE -> new RowFailed(FetchOutcome.PORTAL_DOWN, fault.getMessage(), fault);
      case REFUSED, TOO_MUCH -> new RowFailed(FetchOutcome.FAILED, fault.getMessage(), fault);
    };
  }

  private Answer send(Request request, Map<String, String> headers) {
    if (!first) {
      clock.pause(settings.pause());
    }
    first = false;
    clock.check();
    return browser.request(
        new Request(
            request.method(),
            request.url(),
            Map.copyOf(headers),
            request.body(),
            request.contentType()));
  }

  // One whose value is not there, or is another host's, is left out.
  private Map<String, String> headers(String address, Known known) {
    var headers = new HashMap<String, String>();
    Map<String, String> values = known.values();
    settings
        .headers()
        .forEach(
            (name, text) -> {
              boolean there = values.keySet().containsAll(text.names());
              if (there && known.stray(text.names(), Places.host(address)).isEmpty()) {
                headers.put(name, text.header(values));
              }
            });
    return headers;
  }

  private static String retryAfter(Answer answer) {
    return answer.header("retry-after").orElse(null);
  }

  private static String failure(Answer answer) {
    return Places.host(answer.url())
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
