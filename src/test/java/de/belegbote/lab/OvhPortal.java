// OVH: fields whose names change with every page, a method that may be another one, JSON lists.
package de.belegbote.lab;

import de.belegbote.platform.crypto.Tokens;
import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** As the fact sheet ovh tells; one address shows all the pages of the sign-in. */
final class OvhPortal extends LabPortal {
  private static final String CODE = "code is due";
  private static final String EMAIL = "code by e-mail";
  private static final String OTHER = "text message first";
  private static final String OLD = "older form of the code";
  private static final String[] PERIOD = {"count", "offset", "date", "dateTo"};

  private final List<LabInvoice> bills =
      LabInvoice.monthly(4, "19", LabRun.TODAY.minusDays(3), "EUR", "invoice");
  private final List<LabInvoice> refunds =
      LabInvoice.monthly(1, "55", LabRun.TODAY.minusDays(20), "EUR", "credit_note");
  private final Map<LabSession, List<String>> names = new HashMap<>();

  OvhPortal() {
    super("www.ovh.com");
    get("/auth/", this::shown);
    form("/auth/", this::sent);
    inside("/manager/", visit -> Reply.page("Control Panel", "<p>Loading…</p>"));
    get("/engine/2api/sws/billing/bills", visit -> list(visit, bills, "billingDate"), PERIOD);
    get("/engine/2api/sws/billing/refunds", visit -> list(visit, refunds, "date"), PERIOD);
    // Without cookies, as the sheet says.
    get("/documents/{id}", visit -> document(visit.segment("id").replace(".pdf", "")));
  }

  @Override
  List<LabInvoice> invoices() {
    return Stream.concat(bills.stream(), refunds.stream()).toList();
  }

  @Override
  String user() {
    return "ab12345-ovh";
  }

  @Override
  List<Situation> situations() {
    return List.of(
        new Situation(OTHER, FetchOutcome.OK),
        new Situation(OLD, FetchOutcome.OK),
        new Situation(EMAIL, FetchOutcome.CODE_NEEDED_ELSEWHERE));
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("/auth/");
  }

  private Reply shown(Visit visit) {
    return isSignedIn(visit)
        ? Reply.page("OVH", "<div class=\"already-logged-content\">You are signed in</div>")
        : login(visit, "");
  }

  private static String error(String text) {
    return text.isEmpty() ? "" : "<div class=\"error\">" + text + "</div>";
  }

  private Reply login(Visit visit, String error) {
    List<String> fresh = List.of("u" + Tokens.random(6), "p" + Tokens.random(6));
    names.put(visit.session(), fresh);
    return Reply.page(
        "OVH login",
        visit.form(
            "id=\"login-form\"",
            "/auth/",
            error(error)
                + """
                <input type="text" id="account" name="%s"><input type="password" id="password" name="%s">
                <input type="hidden" name="credentialType" value="MTM"><button type="submit">Login</button>
                """
                    .formatted(fresh.get(0), fresh.get(1))));
  }

  private Reply sent(Visit visit) {
    if (!visit.session().is(CODE)) {
      return password(visit);
    }
    if (visit.field("change2FA").equals("totp") && visit.field("totp").isEmpty()) {
      return code(visit, "");
    }
    if (!visit.field("otpMethod").equals("totp")) {
      return unstated("a code without its method");
    }
    if (!isCode(visit.field("totp"))) {
      return code(visit, "Wrong code");
    }
    signIn(visit);
    return Reply.redirect("/manager/");
  }

  private Reply password(Visit visit) {
    List<String> shown = names.getOrDefault(visit.session(), List.of("", ""));
    if (!isPassword(visit.field(shown.get(0)), visit.field(shown.get(1)))) {
      return login(visit, "Wrong account or password");
    }
    if (plays(EMAIL)) {
      return Reply.page(
          "OVH", visit.form("", "/auth/", "<input type=\"text\" id=\"emailCode\" name=\"code\">"));
    }
    visit.session().mark(CODE);
    return plays(OTHER) ? other(visit) : code(visit, "");
  }

  private Reply code(Visit visit, String error) {
    return second(
        visit,
        plays(OLD) ? "<p>You have activated the double factor authentication</p>" : "",
        error(error) + "<input type=\"text\" name=\"totp\">",
        "totp");
  }

  private Reply other(Visit visit) {
    return second(visit, "<p>Text message</p>", "<input type=\"text\" name=\"sms\">", "sms");
  }

  private Reply second(Visit visit, String head, String fields, String method) {
    String hidden =
        "<input type=\"hidden\" name=\"otpMethod\" value=\"\">"
            + "<input type=\"hidden\" name=\"change2FA\" value=\"%s\">".formatted(method);
    String id = plays(OLD) ? "id=\"2fa\"" : "id=\"form-2fa\"";
    String title = "<div class=\"mfa-title\">Two-Factor authentication</div>";
    return Reply.page("OVH", head + title + visit.form(id, "/auth/", fields + hidden));
  }

  private Reply list(Visit visit, List<LabInvoice> invoices, String date) {
    boolean here =
        visit
            .header("Referer")
            .filter("https://www.ovh.com/manager/dedicated/index.html"::equals)
            .isPresent();
    if (!here || !isSignedIn(visit)) {
      return Reply.json(401, new JsonObject().put("message", "This session is not valid"));
    }
    if (!visit.query("count").equals("0") || !visit.query("date").endsWith("T00:00:00Z")) {
      return unstated("a list that is not asked for as a whole");
    }
    var results = new JsonArray();
    invoices.forEach(invoice -> results.add(row(invoice, date)));
    return Reply.json(new JsonObject().put("list", new JsonObject().put("results", results)));
  }

  private static JsonObject row(LabInvoice invoice, String date) {
    var price =
        new JsonObject()
            .put("value", invoice.amount())
            .put("currencyCode", invoice.currency())
            .put("text", invoice.amount() + " €");
    return new JsonObject()
        .put("orderId", Integer.valueOf(invoice.number()))
        .put(date, invoice.date() + "T06:00:00+01:00")
        .put("priceWithTax", price)
        .put("pdfUrl", "https://www.ovh.com/documents/" + invoice.id() + ".pdf");
  }
}
