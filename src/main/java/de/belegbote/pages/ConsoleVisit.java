// One look of a signed-in person at the console.
package de.belegbote.pages;

import de.belegbote.http.Question;
import de.belegbote.http.Questions;
import de.belegbote.http.Reply;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who looks, in which language, and the only way to data: the operations of the API.
 *
 * @param form the word that forms of this session bring back
 */
record ConsoleVisit(
    RoutingContext ctx,
    String requestId,
    Tenant tenant,
    ConsoleSession session,
    PageLanguage language,
    String form,
    Questions questions) {

  Locale locale() {
    return language.locale();
  }

  Question question(String operation) {
    return Question.of(operation, locale());
  }

  Future<Reply> ask(Question question) {
    return questions.ask(session.who(), requestId, question);
  }

  Future<JsonObject> json(Question question) {
    return ask(question).map(Reply::json);
  }

  boolean may(String operation) {
    return questions.mayAsk(session.who(), operation);
  }

  /** A word of the address's query; empty without it. */
  String query(String name) {
    return Optional.ofNullable(ctx.queryParams().get(name)).orElse("");
  }

  /** This page's own address with its filters, to which something can be added. */
  String here(String area) {
    var text = new StringBuilder(area).append('?');
    for (var entry : ctx.queryParams()) {
      if (!entry.getKey().equals("lang") && text.length() < 1_000) {
        text.append(URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .append('&');
      }
    }
    return text.toString();
  }

  /** The rows of a page of a list. */
  static List<JsonObject> items(JsonObject page) {
    return page.getJsonArray("items", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @Override
  public String toString() {
    return "ConsoleVisit[" + requestId + "]";
  }
}
