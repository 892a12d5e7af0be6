// Carries out one recipe for one account.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.platform.RetryAfter;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.SignIn.Cookie;
import de.belegbote.portals.recipe.TemplateException;
import java.time.Duration;
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

  public RecipeRunner(Recipe recipe, PortalBrowser browser, RunInput input) {
    this.recipe = recipe;
    this.browser = browser;
    this.input = input;
  }

  /**
   * Runs to the end, blocking. What the portal, the browser or the recipe bring is a result; only a
   * defect, and what the suppliers of the input throw, is thrown.
   *
   * @return OK when something was stored; what ended it early beside what was stored before
   */
  public RunResult run() {
    var clock = new RunClock(input.time(), browser, input.limit());
    try {
      work(clock);
      Tally tally = reader.tally();
      return tally.outcome().good()
          ? result(tally.outcome(), "", "")
          : result(tally.outcome(), "invoices document", why(tally), retryAfter(tally));
    } catch (RunEnd end) {
      return result(end.outcome(), end.page(), end.getMessage(), end.retryAfter());
    } catch (SessionGone gone) {
      return result(FetchOutcome.FAILED, gone.place(), "signed in twice: " + gone.getMessage());
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
    signIn(clock);
    reader = new InvoiceReader(recipe, browser, input, clock);
    try {
      reader.run(signIn);
    } catch (SessionGone gone) {
      // One more sign-in in a run, and no third.
      input.step().accept("signing in again: " + gone.getMessage());
      reader.signedInAgain();
      signIn(clock);
      reader.run(signIn);
    }
  }

  private void signIn(RunClock clock) {
    signIn = new SignIn(recipe, browser, input, clock);
    recipe.signIn().cookies().forEach(this::set);
    try {
      signIn.run();
      signedIn = true;
    } finally {
      codeAsked = codeAsked || signIn.wasAskedForCode();
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
