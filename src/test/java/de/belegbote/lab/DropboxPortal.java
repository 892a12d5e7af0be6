// Dropbox: an application with one address for its sign-in, a menu in each row, pages as bills.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** As the fact sheet dropbox tells of a personal plan; it names no amounts. */
final class DropboxPortal extends LabPortal {
  private static final String CODE = "code is due";
  private static final String CAPTCHA = "captcha wants a person";
  private static final String EMAIL =
      """
      <form data-send="/lab/email"><input type="email" name="progressive_susi_email">
      <button type="submit">Continue</button></form>
      """;

  private final List<LabInvoice> invoices =
      LabInvoice.monthly(4, "", LabRun.TODAY.minusDays(9), "USD", "invoice").stream()
          .map(DropboxPortal::ofDay)
          .toList();

  DropboxPortal() {
    super("www.dropbox.com");
    get("/login", this::login);
    script("/lab/email", this::email, "progressive_susi_email");
    script("/lab/password", this::password, "login_password");
    script("/lab/code", this::code, "code");
    get("/lab/funcaptcha", visit -> Reply.page("Captcha", "<p>Pick the right picture</p>"));
    inside("/home", visit -> Reply.page("Home", "<h1>Home</h1>"));
    inside("/manage/billing", this::billing);
    inside("/lab/bill", this::bill, "bill_id");
  }

  private static LabInvoice ofDay(LabInvoice made) {
    String day = made.day("dd-MM-uuuu", Locale.ENGLISH);
    return new LabInvoice("b" + made.number(), day, made.date(), null, null, made.kind());
  }

  @Override
  List<LabInvoice> invoices() {
    return invoices;
  }

  @Override
  List<Situation> situations() {
    return List.of(new Situation(CAPTCHA, FetchOutcome.CAPTCHA));
  }

  @Override
  boolean prints() {
    return true;
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("/login");
  }

  private static String part(String form) {
    return "<div class=\"login-form\">" + form + "</div>";
  }

  private Reply login(Visit visit) {
    return Spa.page(
        visit,
        "Log in",
        "email",
        Map.of(
            "email",
            part(EMAIL),
            "wrong",
            part("<span class=\"error-message\">Invalid email or password</span>"),
            "captcha",
            "<iframe src=\"https://www.dropbox.com/lab/funcaptcha\""
                + " title=\"Verification\"></iframe>",
            "password",
            part(
                """
                <form data-send="/lab/password"><input type="password" name="login_password">
                <button type="submit">Log in</button></form>
                """),
            "refused",
            part("<span class=\"error-message\">Code incorrect</span>"),
            "code",
            """
            <div class="two-factor-form"><form data-send="/lab/code">
            <input name="code"><button type="submit">Continue</button></form></div>
            """));
  }

  private Reply email(Visit visit) {
    visit.session().mark(visit.json().getString("progressive_susi_email"));
    return Spa.show("password");
  }

  private Reply password(Visit visit) {
    if (plays(CAPTCHA)) {
      return Spa.show("captcha");
    }
    String user = visit.session().is(user()) ? user() : "";
    if (!isPassword(user, visit.json().getString("login_password"))) {
      return Spa.show("wrong", "password");
    }
    visit.session().mark(CODE);
    return Spa.show("code");
  }

  private Reply code(Visit visit) {
    if (!visit.session().is(CODE)) {
      return unstated("a code before the password");
    }
    if (!isCode(visit.json().getString("code"))) {
      return Spa.show("refused", "code");
    }
    signIn(visit);
    return Spa.go("/home");
  }

  private Reply billing(Visit visit) {
    String rows =
        invoices.stream()
            .map(
                one ->
                    """
                    <div role="row" class="dig-Table-row"><div role="cell">%s</div>
                    <div role="cell">Dropbox Plus</div><button data-bill="%s">Actions</button></div>
                    """
                        .formatted(one.number(), one.id()))
            .collect(Collectors.joining());
    return Reply.page(
        "Billing",
        """
        <h1>Billing</h1><div role="table"><div role="row" class="dig-Table-row dig-Table-row--header">
        <div role="columnheader">Date</div></div>%s</div><div id="menu"></div>
        <template><a data-trackingid="click_billing_invoice">Invoice</a></template>
        <script>document.querySelectorAll('[data-bill]').forEach(function (button) {
          button.addEventListener('click', function () {
            var link = document.querySelector('template').content.firstChild.cloneNode(true);
            link.href = '/lab/bill?bill_id=' + button.getAttribute('data-bill');
            document.getElementById('menu').replaceChildren(link);
          });
        });</script>
        """
            .formatted(rows));
  }

  private Reply bill(Visit visit) {
    return document(
        visit.query("bill_id"),
        one ->
            Reply.page(
                "Invoice",
                """
                <div id="ccpa_consent_banner">We value your privacy</div><p>%s</p>
                <button class="financial-button">Print</button>
                """
                    .formatted(one.title())));
  }
}
