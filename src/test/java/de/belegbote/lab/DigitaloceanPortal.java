// DigitalOcean: an application behind a cookie window in a frame, bills of each team by GraphQL.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** As the fact sheet digitalocean tells; the customer is in two teams. */
final class DigitaloceanPortal extends LabPortal {
  private static final String CODE = "code is due";
  private static final String WINDOW = "cookie window";
  private static final String FALLBACK = "no file at the address of the PDF";

  private final Map<String, List<LabInvoice>> teams =
      Map.of(
          "3b1f00aa", LabInvoice.monthly(4, "51", LabRun.TODAY.minusDays(23), "USD", "invoice"),
          "99c0de11", LabInvoice.monthly(2, "77", LabRun.TODAY.minusDays(23), "USD", "invoice"));

  DigitaloceanPortal() {
    super("cloud.digitalocean.com");
    get("/login", this::login);
    get(
        "/lab/cookies",
        visit ->
            Reply.page(
                "",
                "<a class=\"acceptAllButtonLower\" href=\"#\""
                    + " onclick=\"parent.accepted()\">Accept</a>"));
    script("/lab/password", this::password, "email", "password");
    script("/lab/code", this::code, "code");
    inside("/projects", visit -> Reply.page("Projects", "<nav><a class=\"account\">Me</a></nav>"));
    post("/graphql", this::graphql, "i");
    inside("/v2/customers/{customer}/invoices/{uuid}/pdf", this::pdf);
  }

  @Override
  List<LabInvoice> invoices() {
    return teams.values().stream().flatMap(List::stream).toList();
  }

  @Override
  List<Situation> situations() {
    return List.of(
        new Situation(WINDOW, FetchOutcome.OK), new Situation(FALLBACK, FetchOutcome.OK));
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("/login");
  }

  private Reply login(Visit visit) {
    String window =
        """
        <div id="window"><iframe class="truste_popframe" src="/lab/cookies"></iframe></div>
        <script>document.getElementById('root').setAttribute('aria-hidden', 'true');
        function accepted() {
          document.getElementById('window').remove();
          document.getElementById('root').removeAttribute('aria-hidden');
        }</script>
        """;
    Reply page =
        Spa.page(
            visit,
            "Log In",
            "password",
            Map.of(
                "wrong",
                "<p>Incorrect email or password</p>",
                "password",
                """
                <form data-send="/lab/password"><input id="email" name="email" type="email">
                <input id="password" name="password" type="password">
                <button type="submit">Log In</button></form>
                """,
                "refused",
                "<p>Incorrect code</p>",
                "code",
                """
                <form data-send="/lab/code"><input id="code" name="code">
                <button type="submit">Verify Code</button>
                <button type="button">Send an SMS instead</button>
                <button type="button">Enter a recovery code</button></form>
                """));
    return plays(WINDOW)
        ? page.body(page.body().toString().replace("</body>", window + "</body>"))
        : page;
  }

  private Reply password(Visit visit) {
    if (!isPassword(visit.json().getString("email"), visit.json().getString("password"))) {
      return Spa.show("wrong", "password");
    }
    visit.session().mark(CODE);
    return Spa.show("code");
  }

  private Reply code(Visit visit) {
    if (!visit.session().is(CODE) || !isCode(visit.json().getString("code"))) {
      return Spa.show("refused", "code");
    }
    signIn(visit);
    return Spa.go("/projects");
  }

  private Reply graphql(Visit visit) {
    if (!isSignedIn(visit)) {
      return Reply.status(401);
    }
    String operation = visit.json().getString("operationName", "");
    JsonObject variables = visit.json().getJsonObject("variables", new JsonObject());
    JsonObject data =
        switch (operation) {
          case "getMe" -> me();
          case "listBillingHistory" -> history(visit.query("i"), variables);
          case "getInvoicePDF" -> file(variables);
          default -> null;
        };
    boolean known =
        data != null
            && visit.json().getString("query", "").contains(operation)
            && (!operation.startsWith("list")
                || visit
                    .header("apollographql-client-name")
                    .filter("ui-billing"::equals)
                    .isPresent());
    return known
        ? Reply.json(new JsonObject().put("data", new JsonObject().put(operation, data)))
        : unstated("GraphQL operation " + operation);
  }

  private JsonObject me() {
    var organizations = new JsonArray();
    teams.keySet().stream()
        .sorted()
        .forEach(
            id ->
                organizations.add(
                    new JsonObject()
                        .put("name", "Team " + id)
                        .put("uuid", id + "-1111-4222-8333-444455556666")));
    return new JsonObject().put("organizations", organizations);
  }

  private JsonObject history(String team, JsonObject variables) {
    JsonObject asked = variables.getJsonObject("listBillingHistoryRequest", new JsonObject());
    List<LabInvoice> bills = teams.get(team);
    if (bills == null || !Integer.valueOf(100).equals(asked.getInteger("per_page"))) {
      return null;
    }
    var history = new JsonArray();
    if (asked.getInteger("page") == 1) {
      bills.forEach(bill -> history.add(row(bill)));
      history.add(
          new JsonObject()
              .put("type", "Payment")
              .put("amount", "-12.99")
              .put("date", LabRun.TODAY + "T08:00:00Z"));
    }
    return new JsonObject()
        .put("billing_history", history)
        .put("meta", new JsonObject().put("total", bills.size() + 1));
  }

  private static JsonObject row(LabInvoice bill) {
    return new JsonObject()
        .put("type", "Invoice")
        .put("description", "Invoice for a month")
        .put("amount", bill.amount().toPlainString())
        .put("invoice_id", bill.number())
        .put("invoice_uuid", bill.id() + "-" + bill.number())
        .put("date", bill.date() + "T08:00:00Z");
  }

  private Stream<LabInvoice> byUuid(String uuid) {
    return invoices().stream().filter(bill -> uuid.equals(bill.id() + "-" + bill.number()));
  }

  private JsonObject file(JsonObject variables) {
    JsonObject asked = variables.getJsonObject("getInvoicePdfRequest", new JsonObject());
    return byUuid(asked.getString("invoice_uuid", ""))
        .findFirst()
        .map(
            bill ->
                new JsonObject()
                    .put("content_type", "application/pdf")
                    .put("filename", bill.number() + ".pdf")
                    .put("data", bill.pdf().getBytes()))
        .orElse(null);
  }

  private Reply pdf(Visit visit) {
    String team = visit.segment("customer").replace("do:team:", "");
    boolean stated =
        visit.header("x-context-id").filter(team::equals).isPresent()
            && visit.header("x-context-urn").filter(("do:team:" + team)::equals).isPresent()
            && teams.containsKey(team);
    if (!stated) {
      return unstated("a file without its team");
    }
    return plays(FALLBACK)
        ? Reply.status(404)
        : byUuid(visit.segment("uuid"))
            .findFirst()
            .map(bill -> document(bill.id()))
            .orElseGet(() -> unstated("a file of no bill"));
  }
}
