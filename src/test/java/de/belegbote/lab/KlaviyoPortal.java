// Klaviyo: an application whose sign-in and code share one address, behind a captcha's frame.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** As the fact sheet klaviyo tells; the list is JSON and names no amounts. */
final class KlaviyoPortal extends LabPortal {
  private static final String CODE = "code is due";
  private static final String CAPTCHA = "captcha wants a person";

  private final List<LabInvoice> invoices =
      LabInvoice.monthly(5, "", LabRun.TODAY.minusDays(2), "USD", "invoice").stream()
          .map(LabInvoice::untold)
          .toList();

  KlaviyoPortal() {
    super("www.klaviyo.com");
    get("/login", this::login);
    script("/lab/password", this::password, "email", "password");
    script("/lab/code", this::code, "code");
    inside("/dashboard", visit -> Reply.page("Home", "<h1>Home</h1>"));
    inside("/ajax/billing/invoice-history", this::history, "page_size", "time_range");
    inside("/lab/pdf/{id}", visit -> document(visit.segment("id")));
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
  Reply stranger(Visit visit) {
    return Reply.redirect("/login");
  }

  private Reply login(Visit visit) {
    return Spa.page(
        visit,
        "Klaviyo",
        "password",
        Map.of(
            "wrong",
            "<p>Your username and password don't match. Please try again.</p>",
            "password",
            """
            <form data-send="/lab/password">
            <input type="email" name="email" data-testid="email">
            <input type="password" name="password" data-testid="password-PasswordInput">
            <iframe title="reCAPTCHA" srcdoc="I am not a robot"></iframe>
            <button type="submit" data-testid="login">Log in</button></form>
            """,
            "refused",
            "<p data-testid=\"verification-code-TextInput-Field-error\">Invalid code</p>",
            "code",
            """
            <form data-send="/lab/code">
            <input name="code" data-testid="verification-code" placeholder="6-digit code">
            <button type="submit">Log In</button></form>
            """));
  }

  private Reply password(Visit visit) {
    if (plays(CAPTCHA)) {
      return Reply.json(new JsonObject());
    }
    if (!isPassword(visit.json().getString("email"), visit.json().getString("password"))) {
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
    return Spa.go("/dashboard");
  }

  private Reply history(Visit visit) {
    boolean whole =
        visit.query("page_size").equals("100") && visit.query("time_range").equals("all_time");
    if (!whole) {
      return unstated("a list of other pages");
    }
    var items = new JsonArray();
    invoices.forEach(
        invoice ->
            items.add(
                new JsonObject()
                    .put("id", "0f3a9c1e" + invoice.number())
                    .put("invoice_date", invoice.date() + "T00:00:00+00:00")
                    .put("invoice_pdf_url", "https://www.klaviyo.com/lab/pdf/" + invoice.id())));
    return Reply.json(new JsonObject().put("items", items));
  }
}
