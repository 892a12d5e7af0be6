// GitHub: one sign-in page, an app's code page behind other methods, a list of receipts.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** As the fact sheet github tells; receipts are those of a personal account. */
final class GithubPortal extends LabPortal {
  private static final String CODE = "code is due";

  private final List<LabInvoice> invoices =
      LabInvoice.monthly(4, "8QZ7", LabRun.TODAY.minusDays(5), "USD", "receipt");

  GithubPortal() {
    super("github.com");
    get("/login", visit -> isSignedIn(visit) ? Reply.redirect("/") : login(visit, ""));
    form("/session", this::password);
    get("/sessions/two-factor", this::otherMethod);
    get("/sessions/two-factor/app", visit -> code(visit, ""));
    form("/sessions/two-factor", this::checkCode);
    inside("/", visit -> Reply.page("GitHub", "<h1>Home</h1>"));
    inside("/account/billing/history", this::history);
    inside("/account/receipts/{id}", this::receipt);
  }

  @Override
  List<LabInvoice> invoices() {
    return invoices;
  }

  @Override
  List<Situation> situations() {
    return List.of(
        new Situation("passkey first", FetchOutcome.OK),
        new Situation("page that does not send itself", FetchOutcome.OK));
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("/login");
  }

  private static String flash(String text) {
    return text.isEmpty() ? "" : "<div class=\"flash-error\" role=\"alert\">" + text + "</div>";
  }

  private Reply login(Visit visit, String error) {
    return Reply.page(
        "Sign in to GitHub",
        "<div id=\"login\">"
            + flash(error)
            + visit.form(
                "",
                "/session",
                """
                <label for="login_field">Username or email address</label>
                <input type="text" name="login" id="login_field">
                <label for="password">Password</label>
                <input type="password" name="password" id="password">
                <input type="hidden" name="timestamp" value="1">
                <input type="submit" name="commit" value="Sign in">
                """)
            + "</div>");
  }

  private Reply password(Visit visit) {
    if (!isPassword(visit.field("login"), visit.field("password"))) {
      return login(visit, "Incorrect username or password.");
    }
    visit.session().mark(CODE);
    return Reply.redirect(
        plays("passkey first") ? "/sessions/two-factor" : "/sessions/two-factor/app");
  }

  private Reply otherMethod(Visit visit) {
    return visit.session().is(CODE)
        ? Reply.page("Two-factor", "<h1>Use your passkey</h1><button>Use passkey</button>")
        : stranger(visit);
  }

  private Reply code(Visit visit, String error) {
    if (!visit.session().is(CODE)) {
      return stranger(visit);
    }
    String sends =
        plays("page that does not send itself")
            ? ""
            : "<script>document.getElementById('app_totp').addEventListener('input',"
                + "e => { if (e.target.value.length === 6) e.target.form.submit(); });</script>";
    return Reply.page(
        "Two-factor authentication",
        flash(error)
            + visit.form(
                "",
                "/sessions/two-factor",
                "<input type=\"text\" name=\"app_otp\" id=\"app_totp\" autocomplete=\"off\">"
                    + "<button type=\"submit\">Verify</button>")
            + sends);
  }

  private Reply checkCode(Visit visit) {
    if (!visit.session().is(CODE)) {
      return stranger(visit);
    }
    if (!isCode(visit.field("app_otp"))) {
      return code(visit, "Two-factor authentication failed.");
    }
    signIn(visit);
    return Reply.redirect("/");
  }

  private Reply history(Visit visit) {
    String rows =
        invoices.stream()
            .map(
                invoice ->
                    """
                    <li><span class="date">%s</span><span class="id">%s</span>
                    <span class="amount">$%s</span>
                    <span class="receipt"><a href="/account/receipts/%s">Receipt</a></span></li>
                    """
                        .formatted(
                            invoice.day("uuuu-MM-dd", Locale.ENGLISH),
                            invoice.number(),
                            invoice.amount(),
                            invoice.id()))
            .collect(Collectors.joining());
    return Reply.page("Billing", "<div class=\"payment-history\"><ul>" + rows + "</ul></div>");
  }

  private Reply receipt(Visit visit) {
    return visit.header("Accept").filter("application/pdf"::equals).isPresent()
        ? document(visit.segment("id"))
        : unstated("a receipt without Accept: application/pdf");
  }
}
