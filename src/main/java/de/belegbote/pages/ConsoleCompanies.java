// The area of companies and portals: how each account fares, and what to do now.
package de.belegbote.pages;

import de.belegbote.http.Question;
import de.belegbote.http.Reply;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Texts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A page of companies, each with its accounts; the buttons are those that the scopes allow. */
final class ConsoleCompanies implements ConsoleArea {
  private static final String COMPANIES_A_PAGE = "20";
  private static final String MOST_ACCOUNTS = "100";

  private final Texts texts;
  private final ConsoleAccounts accounts;

  ConsoleCompanies(Texts texts, ConsoleNames names) {
    this.texts = texts;
    this.accounts = new ConsoleAccounts(texts, names);
  }

  @Override
  public String name() {
    return "companies";
  }

  @Override
  public String operation() {
    return "listCompanies";
  }

  @Override
  public Future<Answer> show(ConsoleVisit visit) {
    return visit
        .json(
            visit
                .question("listCompanies")
                .with("limit", COMPANIES_A_PAGE)
                .with("cursor", visit.query("cursor")))
        .compose(page -> withAccounts(visit, page));
  }

  private Future<Answer> withAccounts(ConsoleVisit visit, JsonObject page) {
    var companies = ConsoleVisit.items(page);
    var asked = new ArrayList<Future<JsonObject>>();
    for (var company : companies) {
      asked.add(
          visit.json(
              visit
                  .question("listPortalAccounts")
                  .with("companyId", company.getString("id"))
                  .with("limit", MOST_ACCOUNTS)));
    }
    return Future.all(asked)
        .map(
            all -> {
              var rows = new ArrayList<Map<String, Object>>();
              int troubled = 0;
              for (int i = 0; i < companies.size(); i++) {
                var theirs = ConsoleVisit.items(all.resultAt(i));
                troubled += (int) theirs.stream().filter(ConsoleAccounts::needsSomebody).count();
                rows.add(company(visit, companies.get(i), theirs));
              }
              return answer(visit, page, rows, troubled);
            });
  }

  private Map<String, Object> company(
      ConsoleVisit visit, JsonObject company, List<JsonObject> theirs) {
    String name = company.getString("name");
    var values = new HashMap<String, Object>();
    values.put("id", company.getString("id"));
    values.put("name", name);
    values.put("externalId", company.getString("externalId", ""));
    values.put("invoicesLabel", texts.get(visit.locale(), "invoicesOf", name));
    values.put("linkLabel", texts.get(visit.locale(), "linkPortalFor", name));
    values.put("once", Ids.next().toString());
    values.put("accounts", theirs.stream().map(one -> accounts.row(visit, name, one)).toList());
    return values;
  }

  private Answer answer(
      ConsoleVisit visit, JsonObject page, List<Map<String, Object>> rows, int troubled) {
    String key = troubled == 1 ? "companiesAttentionOne" : "companiesAttentionMany";
    var values = new HashMap<String, Object>();
    values.put("companies", rows);
    values.put("attention", troubled == 0 ? "" : texts.get(visit.locale(), key, troubled));
    values.put("added", added(visit));
    values.put("canLink", visit.may("createConnectSession"));
    values.put("canAdd", visit.may("createCompany"));
    values.put("addOpen", rows.isEmpty());
    values.put("once", Ids.next().toString());
    String next = page.getString("nextCursor", "");
    values.put("next", next.isEmpty() ? "" : "companies?cursor=" + next);
    return Answer.page("console-companies", values);
  }

  // Which of our own sentences it is; nothing of the address is shown.
  private String added(ConsoleVisit visit) {
    return visit.query("done").equals("fetch")
        ? texts.get(visit.locale(), "companiesFetching")
        : "";
  }

  @Override
  public Future<Answer> act(ConsoleVisit visit, PageForm form) {
    return switch (form.text("how")) {
      case "add" -> add(visit, form);
      case "link", "repair", "finish" -> link(visit, form);
      case "fetch" ->
          visit
              .ask(at(visit, "startFetch", form).sending(new JsonObject(), form.text("once")))
              .map(started -> Answer.leading("companies?done=fetch"));
      case "pause", "resume" -> pause(visit, form);
      default ->
          Future.failedFuture(new Failure(Problem.INVALID_REQUEST, "The page knows no such step."));
    };
  }

  private static Question at(ConsoleVisit visit, String operation, PageForm form) {
    return visit.question(operation).at("portalAccountId", form.text("account"));
  }

  private Future<Answer> add(ConsoleVisit visit, PageForm form) {
    var company = new JsonObject().put("name", form.text("name").trim());
    String external = form.text("external").trim();
    if (!external.isEmpty()) {
      company.put("externalId", external);
    }
    return visit
        .ask(visit.question("createCompany").sending(company, form.text("once")))
        .map(made -> Answer.leading("companies"));
  }

  private Future<Answer> pause(ConsoleVisit visit, PageForm form) {
    var change = new JsonObject().put("paused", form.text("how").equals("pause"));
    return visit
        .ask(at(visit, "updatePortalAccount", form).sending(change, form.text("once")))
        .map(done -> Answer.leading("companies"));
  }

  private Future<Answer> link(ConsoleVisit visit, PageForm form) {
    String company = form.text("company");
    var wish = new JsonObject().put("companyId", company).put("language", offered(visit));
    if (!form.text("account").isEmpty()) {
      wish.put("portalAccountId", form.text("account"));
    }
    return visit
        .ask(visit.question("createConnectSession").sending(wish, form.text("once")))
        .map(Reply::json)
        .compose(
            session ->
                visit
                    .json(visit.question("getCompany").at("companyId", company))
                    .map(known -> linked(visit, known, session)));
  }

  // Customers see the wizard in a language of the tenant's.
  private static String offered(ConsoleVisit visit) {
    String tag = visit.language().tag();
    var languages = visit.tenant().languages();
    return languages.contains(tag) ? tag : languages.get(0);
  }

  private Answer linked(ConsoleVisit visit, JsonObject company, JsonObject session) {
    return Answer.page(
        "console-link",
        Map.of(
            "heading", texts.get(visit.locale(), "linkTitle"),
            "lead", texts.get(visit.locale(), "linkLead", company.getString("name")),
            "url", session.getString("url", "")));
  }
}
