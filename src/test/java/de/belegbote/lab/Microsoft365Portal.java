// Microsoft 365 admin centre: a key in a cookie, several billing accounts, documents made on
// demand.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * As the fact sheet microsoft-365 tells; where documents lie is not told, so it is another host.
 */
final class Microsoft365Portal extends LabPortal {
  private static final String KEY = "lab+key/7==";
  private static final String COOKIE = "s.AjaxSessionKey=lab%2Bkey%2F7%3D%3D; Path=/; Secure";
  private static final String API = "/fd/arm/providers/Microsoft.Billing/billingAccounts";
  private static final String VERSION = "2020-11-01-privatepreview";
  private static final String FILES = "https://documents.company.example";
  private static final String ONE_ACCOUNT = "one of two billing accounts";
  private static final String RESELLER = "bought through a reseller";
  private static final String NO_ROLE = "without a billing role";
  private static final String AT_ONCE = "documents at once";
  private static final String BY_LOCATION = "documents by Location";
  private static final Map<String, String> HEADERS =
      Map.of(
          "ajaxsessionkey", KEY,
          "x-adminapp-request", "/billoverview/invoice-list",
          "x-ms-mac-appid", "f5c946dd-10d9-48a0-a4e7-765069175e1d",
          "x-ms-mac-hostingapp", "M365AdminPortal",
          "x-ms-mac-target-app", "ARM");

  private final MicrosoftSignIn signIn;
  private final Map<String, List<LabInvoice>> accounts =
      Map.of(
          "5f2a:main_2019-05-31",
          LabInvoice.monthly(5, "G07", LabRun.TODAY.minusDays(9), "EUR", "invoice"),
          "81cd:second_2019-05-31",
          LabInvoice.monthly(2, "G19", LabRun.TODAY.minusDays(200), "USD", "invoice"));
  private final Map<String, Integer> asked = new HashMap<>();

  Microsoft365Portal() {
    super(
        Stream.concat(
                Stream.of("admin.cloud.microsoft", "documents.company.example"),
                MicrosoftSignIn.HOSTS.stream())
            .toArray(String[]::new));
    signIn = new MicrosoftSignIn(this, "https://admin.cloud.microsoft/landing");
    get("/", visit -> isSignedIn(visit) ? centre() : stranger(visit));
    post("/landing", this::landing);
    get(API, visit -> api(visit, v -> value(accounts())), "api-version");
    get(
        API + "/{account}/invoices",
        visit -> api(visit, this::list),
        "api-version",
        "periodStartDate",
        "periodEndDate",
        "$orderBy");
    post(API + "/{account}/invoices/{number}/download", this::download, "api-version");
    get("/lab/operations/{id}", this::operation);
    get(FILES + "/{id}", this::file);
  }

  @Override
  List<LabInvoice> invoices() {
    return accounts.entrySet().stream()
        .filter(account -> !plays(ONE_ACCOUNT) || account.getKey().startsWith("81cd"))
        .flatMap(account -> account.getValue().stream())
        .toList();
  }

  @Override
  Map<String, List<String>> settings() {
    return plays(ONE_ACCOUNT)
        ? Map.of("billing_account", List.of("81cd:second_2019-05-31"))
        : Map.of();
  }

  @Override
  List<Situation> situations() {
    return Stream.concat(
            MicrosoftSignIn.situations().stream(),
            Stream.of(
                new Situation(ONE_ACCOUNT, FetchOutcome.OK),
                new Situation(AT_ONCE, FetchOutcome.OK),
                new Situation(BY_LOCATION, FetchOutcome.OK),
                new Situation(NO_ROLE, FetchOutcome.NO_INVOICE_RIGHT),
                new Situation(RESELLER, FetchOutcome.NOTHING_NEW)))
        .toList();
  }

  @Override
  Reply stranger(Visit visit) {
    return MicrosoftSignIn.elsewhere();
  }

  private static Reply centre() {
    return Reply.page("Admin centre", "<div aria-label=\"Invoice grid\">Invoices</div>")
        .with("Set-Cookie", COOKIE);
  }

  private Reply landing(Visit visit) {
    return signIn.lands(visit)
        ? Reply.redirect("https://admin.cloud.microsoft/")
        : unstated("a form that Microsoft did not make");
  }

  private Reply api(Visit visit, Function<Visit, Reply> reply) {
    if (!isSignedIn(visit)) {
      return Reply.status(401);
    }
    boolean whole =
        visit.query("api-version").equals(VERSION)
            && HEADERS.entrySet().stream()
                .allMatch(h -> visit.header(h.getKey()).filter(h.getValue()::equals).isPresent());
    if (!whole) {
      return unstated("a call without its version or headers");
    }
    return plays(NO_ROLE) ? Reply.status(403) : reply.apply(visit);
  }

  private static Reply value(JsonArray items) {
    return Reply.json(new JsonObject().put("value", items));
  }

  private JsonArray accounts() {
    var items = new JsonArray();
    if (!plays(RESELLER)) {
      accounts.keySet().forEach(name -> items.add(new JsonObject().put("name", name)));
    }
    return items;
  }

  private Reply list(Visit visit) {
    LocalDate from = LocalDate.parse(visit.query("periodStartDate"));
    LocalDate to = LocalDate.parse(visit.query("periodEndDate"));
    var items = new JsonArray();
    accounts.getOrDefault(visit.segment("account"), List.of()).stream()
        .filter(invoice -> !invoice.date().isBefore(from) && !invoice.date().isAfter(to))
        .forEach(invoice -> items.add(row(invoice)));
    return value(items);
  }

  private static JsonObject row(LabInvoice invoice) {
    boolean due = invoice.id().hashCode() % 2 == 0;
    var amount = new JsonObject().put("value", invoice.amount());
    var properties =
        new JsonObject()
            .put("invoiceDate", invoice.date() + "T00:00:00Z")
            .put("dueDate", invoice.date().plusDays(14) + "T00:00:00Z")
            .put("amountDue", new JsonObject().put("currency", invoice.currency()));
    if (due) {
      properties.getJsonObject("amountDue").put("value", invoice.amount());
    } else {
      properties.put("billingAmount", amount);
    }
    return new JsonObject().put("name", invoice.number()).put("properties", properties);
  }

  // At once, or by an operation under either header.
  private Reply download(Visit visit) {
    return api(
        visit,
        v -> {
          List<LabInvoice> own = accounts.getOrDefault(visit.segment("account"), List.of());
          return own.stream()
              .filter(invoice -> invoice.number().equals(visit.segment("number")))
              .findFirst()
              .map(invoice -> started(invoice.id()))
              .orElseGet(() -> unstated("a document of another account"));
        });
  }

  private Reply started(String id) {
    return plays(AT_ONCE)
        ? Reply.json(new JsonObject().put("downloadUrl", FILES + "/" + id))
        : Reply.json(202, new JsonObject())
            .with(
                plays(BY_LOCATION) ? "Location" : "Azure-AsyncOperation",
                "https://admin.cloud.microsoft/lab/operations/" + id);
  }

  private Reply operation(Visit visit) {
    if (!isSignedIn(visit)) {
      return Reply.status(401);
    }
    if (asked.merge(visit.segment("id"), 1, Integer::sum) % 2 == 1) {
      return Reply.json(new JsonObject().put("status", "Running"));
    }
    String address = FILES + "/" + visit.segment("id");
    return Reply.json(
        new JsonObject()
            .put("status", "Succeeded")
            .put("properties", new JsonObject().put("downloadUrl", address)));
  }

  private Reply file(Visit visit) {
    return visit.header("ajaxsessionkey").isPresent()
        ? unstated("the session's key at another host")
        : document(visit.segment("id"));
  }
}
