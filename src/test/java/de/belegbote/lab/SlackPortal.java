// Slack: a workspace in the host, a box for each digit, bills by the page's own token.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** As the fact sheet slack tells; documents come from Stripe's hosted pages. */
final class SlackPortal extends LabPortal {
  private static final String CODE = "code is due";
  private static final String EMAIL = "code by e-mail";
  private static final String LINK = "e-mail form first";
  private static final String TOKEN = "xoxc-1234-lab";
  private static final String STRIPE = "https://invoicedata.stripe.com";
  private static final Pattern PART =
      Pattern.compile("name=\"([a-z]+)\".*?\r\n\r\n(.*?)\r\n--", Pattern.DOTALL);

  private final List<LabInvoice> bills =
      LabInvoice.every(Period.ofDays(10), 53, "B0", LabRun.TODAY.minusDays(1), "USD", "invoice");

  SlackPortal() {
    super("lab-team.slack.com", "invoicedata.stripe.com", "pay.stripe.com");
    get("/sign_in_with_password", this::shown);
    script("/lab/password", this::password, "email", "password");
    script("/lab/code", this::code, "code");
    inside(
        "/ssb/redirect",
        visit ->
            Reply.page(
                "Open", "<a data-qa=\"ssb_redirect_open_in_browser\" href=\"#\">Browser</a>"),
        "entry_point");
    inside(
        "/admin/billing/history",
        visit ->
            Reply.page(
                "History", "<script>var boot_data = {\"api_token\":\"" + TOKEN + "\"};</script>"));
    post("/api/payments.billing.history.list", this::history);
    get(STRIPE + "/invoice_pdf_file_url/{account}/{secret}", this::address);
    get("https://pay.stripe.com/lab/{id}", visit -> document(visit.segment("id")));
  }

  @Override
  List<LabInvoice> invoices() {
    return bills;
  }

  @Override
  Map<String, List<String>> settings() {
    return Map.of("workspace", List.of("lab-team"));
  }

  @Override
  List<Situation> situations() {
    return List.of(
        new Situation(LINK, FetchOutcome.OK),
        new Situation(EMAIL, FetchOutcome.CODE_NEEDED_ELSEWHERE));
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("/sign_in_with_password");
  }

  private static String boxes(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "<input name=\"code\" maxlength=\"1\" aria-label=\"digit " + i + " of 6\">")
        .collect(Collectors.joining("", "<form data-send=\"/lab/code\">", "</form>"));
  }

  private Reply shown(Visit visit) {
    return Spa.page(
        visit,
        "Slack",
        plays(LINK) ? "e-mail" : "password",
        Map.of(
            "e-mail",
            """
            <input id="email" type="email"><button>Sign in with e-mail</button>
            <a href="#" data-qa="sign_in_password_link" data-show="password">Sign in with a password</a>
            """,
            "wrong",
            "<div data-qa-error=\"true\" id=\"password_error\">Wrong</div>",
            "password",
            """
            <form data-send="/lab/password"><input id="email" name="email" type="email">
            <input id="password" name="password" type="password">
            <button id="signin_btn" type="submit">Sign in</button></form>
            """,
            "challenge",
            "<div id=\"enter_code_app_root\">We sent you a code" + boxes(6) + "</div>",
            "refused",
            "<div data-qa=\"2fa_code_error_alert\">That code was not valid</div>",
            "code",
            boxes(6)));
  }

  private Reply password(Visit visit) {
    if (!isPassword(visit.json().getString("email"), visit.json().getString("password"))) {
      return Spa.show("wrong", "password");
    }
    visit.session().mark(CODE);
    return Spa.show(plays(EMAIL) ? "challenge" : "code");
  }

  private Reply code(Visit visit) {
    boolean app = visit.session().is(CODE) && !plays(EMAIL);
    if (!app || !isCode(visit.json().getString("code"))) {
      return Spa.show("refused", "code");
    }
    signIn(visit);
    return Spa.go("/ssb/redirect?entry_point=workspace_signin");
  }

  private Reply history(Visit visit) {
    if (!isSignedIn(visit)) {
      return Reply.json(new JsonObject().put("ok", false).put("error", "invalid_auth"));
    }
    Map<String, String> sent = parts(visit);
    int from = sent.containsKey("cursor") ? Integer.parseInt(sent.get("cursor").substring(1)) : 0;
    if (!TOKEN.equals(sent.get("token")) || !"50".equals(sent.get("limit"))) {
      return unstated("a list of " + sent.keySet());
    }
    var items = new JsonArray();
    bills.stream().skip(from).limit(50).forEach(bill -> items.add(row(bill)));
    // Money that was paid in has no document.
    items.add(new JsonObject().put("id", "credit" + from).put("type", "credit"));
    String next = from + 50 < bills.size() ? "c" + (from + 50) : "";
    return Reply.json(
        new JsonObject()
            .put("ok", true)
            .put("billing_items", items)
            .put("response_metadata", new JsonObject().put("next_cursor", next)));
  }

  private static Map<String, String> parts(Visit visit) {
    boolean multipart =
        visit
            .header("Content-Type")
            .filter(type -> type.startsWith(HttpHeaderValues.MULTIPART_FORM_DATA.toString()))
            .isPresent();
    Matcher part = PART.matcher(multipart ? visit.body() : "");
    return part.results().collect(Collectors.toMap(p -> p.group(1), p -> p.group(2)));
  }

  private static JsonObject row(LabInvoice bill) {
    var invoice =
        new JsonObject()
            .put("amount", bill.amount().unscaledValue().intValue())
            .put("currency", "usd")
            .put(
                "hosted_url", "https://invoice.stripe.com/i/acct_1Lab/live_" + bill.id() + "?s=ap");
    return new JsonObject()
        .put("id", bill.number())
        .put("date_create", bill.date().atStartOfDay().toEpochSecond(ZoneOffset.UTC))
        .put("status", "succeeded")
        .put("type", "renewal")
        .put("invoice", invoice);
  }

  private Reply address(Visit visit) {
    return visit.segment("account").equals("acct_1Lab")
        ? Reply.json(
            new JsonObject()
                .put(
                    "file_url",
                    "https://pay.stripe.com/lab/" + visit.segment("secret").replace("live_", "")))
        : unstated("a document of another account");
  }
}
