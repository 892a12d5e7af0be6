// What it means that no page of the recipe shows.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.portals.FetchOutcome;

/** By the status of what shows instead. */
final class Unknown {
  private Unknown() {}

  /**
   * The end of the run.
   *
   * @param signedIn in the sign-in a missing right or page means nothing yet
   */
  static RunEnd at(Look look, String place, boolean signedIn) {
    var shown = look.newest();
    int status = shown.map(PortalBrowser.Page::status).orElse(0);
    String where = shown.map(page -> Places.host(page.url())).orElse("nowhere");
    FetchOutcome outcome =
        Statuses.outcome(status)
            .filter(meant -> signedIn || meant != FetchOutcome.NO_INVOICE_RIGHT)
            .orElse(FetchOutcome.LAYOUT_CHANGED);
    String answer = status >= 300 ? where + " answers " + status : "it stands at " + where;
    String retryAfter = shown.flatMap(page -> page.header("Retry-After")).orElse(null);
    return new RunEnd(outcome, place, "no known page shows; " + answer, retryAfter);
  }
}
