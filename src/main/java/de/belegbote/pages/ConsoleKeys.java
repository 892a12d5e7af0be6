// The area of the API keys: make one, see it once, revoke it.
package de.belegbote.pages;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Texts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A key stands in the answer that makes it and in no other page. */
final class ConsoleKeys implements ConsoleArea {
  private static final List<String> SCOPES = List.of("read", "write", "enrol", "webhooks", "admin");

  private final Texts texts;

  ConsoleKeys(Texts texts) {
    this.texts = texts;
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public String operation() {
    return "listApiKeys";
  }

  @Override
  public Future<Answer> show(ConsoleVisit visit) {
    return show(visit, new JsonObject());
  }

  private Future<Answer> show(ConsoleVisit visit, JsonObject made) {
    return visit
        .json(visit.question("listApiKeys").with("cursor", visit.query("cursor")))
        .map(page -> page(visit, page, made));
  }

  private Answer page(ConsoleVisit visit, JsonObject page, JsonObject made) {
    var values = new HashMap<String, Object>();
    values.put("key", made.getString("key", ""));
    values.put("repeated", !made.isEmpty() && !made.containsKey("key"));
    values.put("keys", ConsoleVisit.items(page).stream().map(key -> key(visit, key)).toList());
    values.put(
        "scopes",
        SCOPES.stream()
            .filter(visit.session().who().scopes()::contains)
            .map(scope -> Map.of("id", scope, "text", texts.get(visit.locale(), "scope." + scope)))
            .toList());
    values.put("once", Ids.next().toString());
    String next = page.getString("nextCursor", "");
    values.put("next", next.isEmpty() ? "" : "keys?cursor=" + next);
    return Answer.page("console-keys", values);
  }

  private Map<String, Object> key(ConsoleVisit visit, JsonObject key) {
    var times = new ConsoleTimes(visit.locale());
    String name = key.getString("name");
    boolean revoked = key.containsKey("revokedAt");
    return Map.of(
        "id", key.getString("id"),
        "name", name,
        "prefix", key.getString("prefix"),
        "scopes",
            String.join(", ", key.getJsonArray("scopes").stream().map(String::valueOf).toList()),
        "created", times.time(key.getString("createdAt")),
        "used",
            key.containsKey("lastUsedAt")
                ? times.time(key.getString("lastUsedAt"))
                : texts.get(visit.locale(), "keyNeverUsed"),
        "revoked", revoked ? times.time(key.getString("revokedAt")) : "",
        "open", !revoked,
        "revokeLabel", texts.get(visit.locale(), "keyRevokeOf", name));
  }

  @Override
  public Future<Answer> act(ConsoleVisit visit, PageForm form) {
    return switch (form.text("how")) {
      case "make" -> make(visit, form);
      case "revoke" ->
          visit
              .ask(visit.question("revokeApiKey").at("apiKeyId", form.text("key")))
              .map(gone -> Answer.leading("keys"));
      default ->
          Future.failedFuture(new Failure(Problem.INVALID_REQUEST, "The page knows no such step."));
    };
  }

  private Future<Answer> make(ConsoleVisit visit, PageForm form) {
    var wish =
        new JsonObject()
            .put("name", form.text("name").trim())
            .put("scopes", new JsonArray(List.copyOf(form.fields().getAll("scope"))));
    return visit
        .json(visit.question("createApiKey").sending(wish, form.text("once")))
        .compose(made -> show(visit, made));
  }
}
