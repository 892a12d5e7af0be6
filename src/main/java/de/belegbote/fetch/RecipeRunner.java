// Carries out one recipe for one account.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.TemplateException;

/** Signs in; reading invoices follows. An object runs once; the caller closes the browser. */
public final class RecipeRunner {
  private final Recipe recipe;
  private final PortalBrowser browser;
  private final RunInput input;
  private SignIn signIn;
  private boolean signedIn;

  public RecipeRunner(Recipe recipe, PortalBrowser browser, RunInput input) {
    this.recipe = recipe;
    this.browser = browser;
    this.input = input;
  }

  /**
   * Runs to the end, blocking. What the portal, the browser or the recipe bring is a result; only a
   * defect, and what the suppliers of the input throw, is thrown.
   */
  public RunResult run() {
    var clock = new RunClock(input.time(), browser, input.limit());
    try {
      signIn = new SignIn(recipe, browser, input, clock);
      signIn.run();
      signedIn = true;
      return result(FetchOutcome.NOTHING_NEW, "", "");
    } catch (RunEnd end) {
      return result(end.outcome(), end.page(), end.getMessage());
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

  private RunResult result(FetchOutcome outcome, String page, String detail) {
    boolean asked = signIn != null && signIn.wasAskedForCode();
    String place = page.isEmpty() && signIn != null && !signedIn ? signIn.place() : page;
    return new RunResult(outcome, place, detail, Counts.NONE, asked, signedIn);
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
