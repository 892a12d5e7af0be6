// Namecheap: two sign-in forms of which one shows, order lists as markup inside JSON.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** As the fact sheet namecheap tells; two hosts share the session. */
final class NamecheapPortal extends LabPortal {
  private static final String CODE = "code is due";
  private static final String NOTHING = "no orders yet";
  private static final String PANEL = "https://ap.www.namecheap.com";
  private static final int PAGE = 25;

  private final String compliance = "nc-" + System.identityHashCode(this);
  private final List<LabInvoice> orders =
      LabInvoice.every(Period.ofDays(20), 30, "1", LabRun.TODAY.minusDays(1), "USD", "receipt");

  NamecheapPortal() {
    super("www.namecheap.com", "ap.www.namecheap.com");
    get("/myaccount/login/", visit -> login(visit, ""));
    form("/myaccount/login/", this::password);
    get("/myaccount/twofa/secondauth.aspx", visit -> code(visit, ""));
    form("/myaccount/twofa/secondauth.aspx", this::checkCode);
    inside(PANEL + "/", visit -> Reply.page("Dashboard", "<h1>Dashboard</h1>"));
    inside(PANEL + "/Profile/Billing/Transactions", this::transactions);
    post(PANEL + "/Profile/Billing/OrdersHistoryToAjaxCall", this::history);
    inside(PANEL + "/lab/receipts/{id}", visit -> document(visit.segment("id")));
  }

  @Override
  List<LabInvoice> invoices() {
    return orders;
  }

  @Override
  String user() {
    return "labcustomer";
  }

  @Override
  String cookieDomain() {
    return "namecheap.com";
  }

  @Override
  List<Situation> situations() {
    return List.of(new Situation(NOTHING, FetchOutcome.NOTHING_NEW));
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("https://www.namecheap.com/myaccount/login/");
  }

  private static String fields(String text) {
    return """
    <input type="text" name="LoginUserName" class="nc_username">
    <input type="password" name="LoginPassword" class="nc_password">
    <button type="submit" class="nc_login_submit">%s</button>
    """
        .formatted(text);
  }

  private Reply login(Visit visit, String error) {
    return Reply.page(
        "Log in",
        "<div style=\"display:none\">"
            + visit.form("", "/myaccount/login/", fields("Sign in"))
            + "</div>"
            + error
            + visit.form("", "/myaccount/login/", fields("Sign in and Continue")));
  }

  private Reply password(Visit visit) {
    if (!isPassword(visit.field("LoginUserName"), visit.field("LoginPassword"))) {
      return login(
          visit, "<strong class=\"title\">Validation Error</strong><div>Wrong password</div>");
    }
    visit.session().mark(CODE);
    return Reply.redirect("/myaccount/twofa/secondauth.aspx");
  }

  private Reply code(Visit visit, String error) {
    return visit.session().is(CODE)
        ? Reply.page(
            "Two-factor",
            error
                + visit.form(
                    "",
                    "/myaccount/twofa/secondauth.aspx",
                    "<input type=\"text\" name=\"otp\" data-ncid=\"verification-otp\">"
                        + "<button type=\"submit\" data-ncid=\"continue\">Continue</button>"))
        : stranger(visit);
  }

  private Reply checkCode(Visit visit) {
    if (!visit.session().is(CODE) || !isCode(visit.field("otp"))) {
      return code(visit, "<p>Oops, you entered an invalid code</p>");
    }
    signIn(visit);
    return Reply.redirect(PANEL + "/");
  }

  private Reply transactions(Visit visit) {
    return Reply.page(
        "Billing", "<input type=\"hidden\" name=\"_NcCompliance\" value=\"" + compliance + "\">");
  }

  private Reply history(Visit visit) {
    if (!isSignedIn(visit)) {
      return stranger(visit);
    }
    boolean asked =
        visit.header("_NcCompliance").filter(compliance::equals).isPresent()
            && visit.field("sortingvalue").equals("orderdate")
            && visit.field("sortingtype").equals("asc")
            && visit.field("pagesize").equals("25")
            && visit.field("fromdate").matches("\\d{4}-\\d\\d-\\d\\dT.*Z")
            && visit.field("todate").matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    if (!asked) {
      return unstated("a list without the token, or not as the panel asks for it");
    }
    int from = (Integer.parseInt(visit.field("pageno")) - 1) * PAGE;
    List<LabInvoice> page =
        plays(NOTHING) ? List.of() : orders.stream().skip(from).limit(PAGE).toList();
    String html = page.isEmpty() ? "<p>You haven't placed any orders yet</p>" : table(page);
    return Reply.json(
        new JsonObject()
            .put("pages", new JsonArray().add("").add(new JsonObject().put("html", html))));
  }

  private static String table(List<LabInvoice> page) {
    String free =
        "<tr><td>1</td><td>Freebie</td><td>Jan 2, 2025</td><td>$0.00</td><td></td></tr>"
            + "<tr><td colspan=\"5\">Breakdown: nothing to pay</td></tr>";
    return "<table><thead><tr><th>ID</th><th>Products</th><th>Date ▲</th><th>Amount</th><th></th>"
        + "</tr></thead><tbody>"
        + free
        + page.stream().map(NamecheapPortal::row).collect(Collectors.joining())
        + "</tbody></table>";
  }

  private static String row(LabInvoice order) {
    return """
    <tr class="with-extra-row"><td>%s</td><td>Domain</td><td>%s</td><td>$%s</td>
    <td class="text-right"><ul class="dropdown"><li><a href="#">Details</a></li>
    <li><a href="/lab/receipts/%s">Download PDF</a></li></ul></td></tr>
    <tr><td colspan="5">Breakdown: domain and tax</td></tr>
    """
        .formatted(
            order.number(), order.day("MMM d, uuuu", Locale.ENGLISH), order.amount(), order.id());
  }
}
