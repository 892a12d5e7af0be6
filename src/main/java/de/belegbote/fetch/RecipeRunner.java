// Carries out one recipe for one account.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.KeptSession;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.platform.RetryAfter;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.SignIn.Cookie;
import de.belegbote.portals.recipe.TemplateException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;

/** Signs in and reads invoices. An object runs once; the caller closes the browser. */
public final class RecipeRunner {
  private final Recipe recipe;
  private final PortalBrowser browser;
  private final RunInput input;
  private SignIn signIn;
  private InvoiceReader reader;
  private boolean signedIn;
  private boolean codeAsked;
  private boolean resumed;
  private boolean signsInFirst = true;
  private boolean reached;
  private boolean gone;
  private Session session = Session.LEAVE;

  public RecipeRunner(Recipe recipe, PortalBrowser browser, RunInput input) {
    this.recipe = recipe;
    this.browser = browser;
    this.input = input;
  }

  /** What becomes of the session that is kept for the next run. */
  public enum Session {
    /** It is good: what the browser has by now takes its place. */
    KEEP,
    /** It said nothing about it. */
    LEAVE,
    /** It may be what failed: the next run signs in, with its cookies, for the device is known. */
    DOUBT,
    /** It is of no use. */
    DROP
  }

  /**
   * Runs as {@link #run} does, in a browser that resumed the session of an earlier run: begins with
   * the invoices and signs in only when the portal no longer knows it (recipes.md section 2).
   *
   * @param doubted it signs in first, with what the browser has
   */
  public RunResult resume(boolean doubted) {
    resumed = true;
    signsInFirst = doubted;
    return run();
  }

  /** What becomes of the kept session, after {@link #run} or {@link #resume}. */
  public Session session() {
    return session;
  }

  /**
   * Runs to the end, blocking. What the portal, the browser or the recipe bring is a result; only a
   * defect, and what the suppliers of the input throw, is thrown.
   *
   * @return OK when something was stored; what ended it early beside what was stored before
   */
  public RunResult run() {
    RunResult result = played();
    session = verdict(result.outcome());
    return result;
  }

  // A page that nobody knows may come of old cookies, so what ends with one is not kept on.
  private Session verdict(FetchOutcome outcome) {
    if (outcome.good() || (reached && !gone)) {
      return Session.KEEP;
    }
    return switch (outcome) {
      case PORTAL_DOWN, TIMED_OUT, BLOCKED, CAPTCHA -> Session.LEAVE;
      default -> resumed && !signsInFirst ? Session.DOUBT : Session.DROP;
    };
  }

  private RunResult played() {
    var clock = new RunClock(input.time(), browser, input.limit());
    try {
      work(clock);
      Tally tally = reader.tally();
      return tally.outcome().good()
          ? result(tally.outcome(), "", "")
          : result(tally.outcome(), "invoices document", why(tally), retryAfter(tally));
    } catch (RunEnd end) {
      return result(end.outcome(), end.page(), end.getMessage(), end.retryAfter());
    } catch (SessionGone last) {
      gone = true;
      // Who sent nothing, not even old cookies, is signed in nowhere: what says so has changed.
      return signIn.attempt().sent().isEmpty()
          ? result(
              FetchOutcome.LAYOUT_CHANGED,
              last.place(),
              "looks signed in before anything was sent: " + last.getMessage())
          : result(FetchOutcome.FAILED, last.place(), "signed in twice: " + last.getMessage());
    } catch (BrowserException fault) {
      return result(outcome(fault.kind()), "", fault.getMessage());
    } catch (TemplateException missing) {
      boolean setting = recipe.settings().containsKey(missing.name());
      return result(
          setting ? FetchOutcome.SETTING_MISSING : FetchOutcome.LAYOUT_CHANGED,
          "",
          missing.getMessage());
    }
  }

  private void work(RunClock clock) {
    reader = new InvoiceReader(recipe, browser, input, clock);
    if (!signsInFirst) {
      signIn = new SignIn(recipe, browser, input, clock);
      signIn.resumed();
      reader.resumed();
      input.step().accept("going on in the session of an earlier run");
    } else {
      signIn(clock);
    }
    for (int again = 0; ; again++) {
      try {
        reader.run(signIn);
        return;
      } catch (SessionGone gone) {
        readAgain(again, gone, clock);
      }
    }
  }

  // One more sign-in in a run, and no third; but if that one was let in by its cookies alone, which
  // are worth nothing then, once without them.
  private void readAgain(int again, SessionGone gone, RunClock clock) {
    boolean cookiesAlone = signIn.attempt().sent().isEmpty();
    if (again > 1 || (again == 1 && !cookiesAlone)) {
      throw gone;
    }
    if (again == 1) {
      browser.resume(KeptSession.empty(ZoneOffset.UTC));
    }
    input.step().accept("signing in again: " + gone.getMessage());
    signsInFirst = true;
    reader.signedInAgain();
    signIn(clock);
  }

  private void signIn(RunClock clock) {
    signIn = new SignIn(recipe, browser, input, clock);
    recipe.signIn().cookies().forEach(this::set);
    try {
      signIn.run();
      // With the cookies of an earlier run the goal says nothing about the credentials.
      signedIn = signedIn || !resumed || !signIn.attempt().sent().isEmpty();
      reached = true;
    } finally {
      codeAsked = codeAsked || signIn.attempt().wasAskedForCode();
    }
  }

  private void set(Cookie cookie) {
    var values = signIn.values();
    browser.setCookie(cookie.host().host(values), cookie.name(), cookie.value().header(values));
  }

  private static String why(Tally tally) {
    return tally.lastFailure().map(Throwable::getMessage).orElse("");
  }

  private static String retryAfter(Tally tally) {
    return tally.lastFailure().map(RowFailed::retryAfter).orElse(null);
  }

  private RunResult result(FetchOutcome outcome, String page, String detail) {
    return result(outcome, page, detail, null);
  }

  private RunResult result(FetchOutcome outcome, String page, String detail, String retryAfter) {
    boolean good = outcome.good();
    String place = page.isEmpty() && signIn != null && !good ? signIn.place() : page;
    Counts counts = reader == null ? Counts.NONE : reader.tally().counts();
    Optional<Duration> wait = RetryAfter.read(retryAfter, input.time().now());
    return new RunResult(outcome, place, detail, counts, codeAsked, signedIn, wait);
  }

  // A browser that died once is no reason never to try again, as CRASHED would be.
  private static FetchOutcome outcome(BrowserException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE -> FetchOutcome.PORTAL_DOWN;
      case TIMED_OUT -> FetchOutcome.TIMED_OUT;
      case REFUSED -> FetchOutcome.LAYOUT_CHANGED;
      case TOO_MUCH, CRASHED -> FetchOutcome.FAILED;
    };
  }
}
