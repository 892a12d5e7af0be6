// Operations of the API keys.
package de.belegbote.tenants;

import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.ApiKeyStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Make, list and revoke API keys. A key is shown in the answer that makes it and never again. */
public final class ApiKeyRoutes implements Routes {
  private final ApiKeyStore keys;
  private final Idempotency idempotency;
  private final Database db;
  private final TimeSource time;

  public ApiKeyRoutes(ApiKeyStore keys, Idempotency idempotency, Database db, TimeSource time) {
    this.keys = keys;
    this.idempotency = idempotency;
    this.db = db;
    this.time = time;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listApiKeys", this::list)
            .operation("createApiKey", this::create)
            .operation("revokeApiKey", this::revoke);
  }

  private Future<Reply> list(Call call) {
    var page = call.page();
    return db.inTenant(call.tenant(), c -> keys.list(c, page.rows(), page.after()))
        .map(rows -> Reply.page(call, rows.stream().map(ApiKeyRoutes::json).toList()));
  }

  private Future<Reply> create(Call call) {
    // As exact as the database, so that the first answer says what later ones say.
    Instant now = time.now().truncatedTo(ChronoUnit.MICROS);
    String name = call.body().getString("name");
    List<String> scopes = scopes(call);
    Optional<Instant> expires = expiry(call, now);
    return idempotency.once(
        call, c -> keys.create(c, name, scopes, expires, now).map(ApiKeyRoutes::shownOnce));
  }

  // Nobody can give away more than they have.
  private static List<String> scopes(Call call) {
    var wanted =
        call.body().getJsonArray("scopes").stream().map(String::valueOf).distinct().toList();
    var missing = new TreeSet<>(wanted);
    missing.removeAll(call.principal().scopes());
    if (!missing.isEmpty()) {
      throw new Failure(
          Problem.FORBIDDEN,
          "You can give scopes only that you have yourself, which " + missing + " are not.");
    }
    return wanted;
  }

  private static Optional<Instant> expiry(Call call, Instant now) {
    Optional<Instant> expires;
    try {
      expires =
          Optional.ofNullable(call.body().getString("expiresAt"))
              .map(text -> OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeException malformed) {
      throw invalidExpiry("is not a time of RFC 3339");
    }
    if (expires.isPresent() && !expires.get().isAfter(now)) {
      throw invalidExpiry("has passed");
    }
    return expires;
  }

  private static Failure invalidExpiry(String finding) {
    return new Failure(
        Problem.INVALID_REQUEST,
        "A key expires in the future, or leave expiresAt out.",
        List.of(new Failure.Item("/expiresAt", finding)));
  }

  private static Reply shownOnce(ApiKeyStore.Made made) {
    return Reply.created(json(made.apiKey()).put("key", made.key()).put("shown", true))
        .repeat(json(made.apiKey()).put("shown", false));
  }

  private Future<Reply> revoke(Call call) {
    return db.inTenant(call.tenant(), c -> keys.revoke(c, call.id("apiKeyId"), time.now()))
        .map(
            found -> {
              if (!found) {
                throw new Failure(Problem.NOT_FOUND, "There is no API key of this id.");
              }
              return Reply.empty();
            });
  }

  private static JsonObject json(ApiKeyStore.ApiKey key) {
    var json =
        new JsonObject()
            .put("id", key.id().toString())
            .put("name", key.name())
            .put("prefix", key.prefix())
            .put("scopes", new JsonArray(key.scopes()))
            .put("createdAt", key.createdAt().toString());
    put(json, "expiresAt", key.expiresAt());
    put(json, "lastUsedAt", key.lastUsedAt());
    put(json, "revokedAt", key.revokedAt());
    return json;
  }

  private static void put(JsonObject json, String name, Instant time) {
    if (time != null) {
      json.put(name, time.toString());
    }
  }
}
