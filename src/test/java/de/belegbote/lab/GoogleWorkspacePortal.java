// Google Workspace: the admin console, with the documents in a frame of another host.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.util.List;
import java.util.Map;

/** As the fact sheet google-workspace tells. */
final class GoogleWorkspacePortal extends LabPortal {
  private static final String ACCOUNT = "0X0LAB";

  private final GoogleSignIn signIn;
  private final List<LabInvoice> invoices = GoogleTimeline.months(5, "53190");

  GoogleWorkspacePortal() {
    super("admin.google.com", GoogleTimeline.HOST, GoogleSignIn.HOST);
    signIn = new GoogleSignIn(this, "https://admin.google.com/ac/billing/accounts");
    var unused =
        new GoogleTimeline(this, account -> account.equals(ACCOUNT) ? invoices : List.of());
    inside("/ac/billing/accounts", visit -> Reply.page("Accounts", "<h1>Payment accounts</h1>"));
    inside(
        "/ac/billing/accounts/{account}/transactions",
        visit -> Reply.page("Transactions", GoogleTimeline.iframe(visit.segment("account"))));
  }

  @Override
  List<LabInvoice> invoices() {
    return invoices;
  }

  @Override
  Map<String, List<String>> settings() {
    return Map.of("billing_account_id", List.of(ACCOUNT));
  }

  @Override
  List<Situation> situations() {
    return GoogleSignIn.with(
        "google-workspace", new Situation(GoogleTimeline.FROM_PAGE_ONLY, FetchOutcome.OK));
  }

  @Override
  String cookieDomain() {
    return "google.com";
  }

  @Override
  Reply stranger(Visit visit) {
    return signIn.elsewhere();
  }
}
