// Heroku: sign-in in one page, a list that is unfolded first, invoices that are pages in new tabs.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.time.Period;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** As the fact sheet heroku tells; months have no days, and refusals have no message. */
final class HerokuPortal extends LabPortal {
  private static final String CODE = "code is due";
  private static final String PUSH = "push first";
  private static final int SHOWN = 3;
  private static final String INVOICE = "https://particleboard.heroku.com/account/invoices/";

  private final List<LabInvoice> invoices =
      LabInvoice.every(Period.ofMonths(1), 5, "50", LabRun.TODAY.minusMonths(1), "USD", "invoice")
          .stream()
          .map(HerokuPortal::ofMonth)
          .toList();

  HerokuPortal() {
    super("id.heroku.com", "dashboard.heroku.com", "particleboard.heroku.com");
    get("/login", this::login);
    form("/login", this::password);
    get("/verify", this::code);
    form("/verify", this::checkCode);
    inside("https://dashboard.heroku.com/", visit -> Reply.page("Dashboard", "<h1>Apps</h1>"));
    inside("https://dashboard.heroku.com/account/billing", this::billing);
    post(INVOICE + "{number}", this::invoice);
  }

  private static LabInvoice ofMonth(LabInvoice made) {
    return new LabInvoice(
        made.number(),
        made.number(),
        YearMonth.from(made.date()).atEndOfMonth(),
        made.amount(),
        made.currency(),
        made.kind());
  }

  @Override
  List<LabInvoice> invoices() {
    return invoices;
  }

  @Override
  List<Situation> situations() {
    return List.of(new Situation(PUSH, FetchOutcome.CODE_NEEDED_ELSEWHERE));
  }

  @Override
  boolean prints() {
    return true;
  }

  @Override
  String cookieDomain() {
    return "heroku.com";
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("https://id.heroku.com/login");
  }

  private Reply login(Visit visit) {
    return Reply.page(
        "Login",
        "<div id=\"login\">"
            + visit.form(
                "",
                "/login",
                """
                <input type="email" name="email" id="email">
                <input type="password" name="password" id="password">
                <button type="submit" name="commit" value="Log In">Log In</button>
                """)
            + "</div>");
  }

  private Reply password(Visit visit) {
    if (!isPassword(visit.field("email"), visit.field("password"))) {
      return login(visit);
    }
    visit.session().mark(CODE);
    return Reply.redirect("/verify");
  }

  private Reply code(Visit visit) {
    if (!visit.session().is(CODE)) {
      return stranger(visit);
    }
    return Reply.page(
        "Verify Your Identity",
        plays(PUSH)
            ? "<h1>Approve it in Salesforce Authenticator</h1><button>Use a different"
                + " method</button>"
            : visit.form(
                "",
                "/verify",
                """
                <label for="otp">Verification Code</label>
                <input type="text" name="otp" id="otp"><button type="submit">Verify</button>
                """));
  }

  private Reply checkCode(Visit visit) {
    if (!visit.session().is(CODE) || !isCode(visit.field("otp"))) {
      return code(visit);
    }
    signIn(visit);
    return Reply.redirect("https://dashboard.heroku.com/");
  }

  private Reply billing(Visit visit) {
    String rows =
        invoices().stream()
            .map(
                one ->
                    """
                    <tr%s><td>%s</td><td>$%s</td></tr>
                    """
                        .formatted(
                            invoices.indexOf(one) < SHOWN ? "" : " class=\"more\" hidden",
                            visit.form(
                                "target=\"_blank\"",
                                INVOICE + one.id(),
                                "<input type=\"submit\" value=\"%s\">"
                                    .formatted(one.day("MMMM uuuu", Locale.ENGLISH))),
                            one.amount()))
            .collect(Collectors.joining());
    return Reply.page(
        "Billing",
        """
        <div class="invoices"><h2>Invoices</h2><table><tr><th>Month</th><th>Total</th></tr>%s</table>
        <button class="show-more">Show more</button></div>
        <script>document.querySelector('.show-more').addEventListener('click', function (event) {
          document.querySelectorAll('.more').forEach(function (row) { row.hidden = false; });
          event.target.hidden = true;
        });</script>
        """
            .formatted(rows));
  }

  // Whoever is not signed in is sent away, whatever the form holds.
  private Reply invoice(Visit visit) {
    if (!isSignedIn(visit)) {
      return stranger(visit);
    }
    return visit
        .wrongForm()
        .map(this::unstated)
        .orElseGet(
            () ->
                document(
                    visit.segment("number"),
                    one -> Reply.page("Invoice", "<p>" + one.title() + "</p>")));
  }
}
