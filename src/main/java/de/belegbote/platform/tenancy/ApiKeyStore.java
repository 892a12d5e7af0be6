// API keys: made once, kept as a hash.
package de.belegbote.platform.tenancy;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** SQL of the API keys. A key is {@code bb_} and 32 random bytes; only its SHA-256 is stored. */
public final class ApiKeyStore {
  /** How a key begins, so that secret scanners and people recognise it. */
  public static final String START = "bb_";

  /** A key as it can be shown later: without the key. */
  public record ApiKey(
      UUID id,
      String name,
      String prefix,
      List<String> scopes,
      Instant createdAt,
      Instant expiresAt,
      Instant lastUsedAt,
      Instant revokedAt) {}

  /** A key at its birth, the only time the key itself is known. */
  public record Made(ApiKey apiKey, String key) {
    @Override
    public String toString() {
      return "Made[" + apiKey + ", ***]";
    }
  }

  /**
   * A key that may be used now.
   *
   * @param expires when it ends by itself
   */
  public record InForce(Principal principal, Optional<Instant> expires) {}

  private static final String COLUMNS =
      "id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at";

  /** Makes a key. */
  public Future<Made> create(
      TenantConnection c,
      String name,
      List<String> scopes,
      Optional<Instant> expires,
      Instant now) {
    String key = START + Tokens.random(32);
    var made =
        new ApiKey(
            Ids.next(), name, key.substring(0, 9), scopes, now, expires.orElse(null), null, null);
    return c.change(
            "insert into api_key (tenant_id, id, name, key_hash, prefix, scopes, created_at,"
                + " expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            c.tenant().value(),
            made.id,
            name,
            Tokens.hash(key),
            made.prefix,
            scopes.toArray(String[]::new),
            utc(now),
            utc(expires.orElse(null)))
        .map(new Made(made, key));
  }

  /** Newest first, those before {@code after}. */
  public Future<List<ApiKey>> list(TenantConnection c, int limit, UUID after) {
    return c.query(
            "select "
                + COLUMNS
                + " from api_key where ($1::uuid is null or id < $1) order by id desc limit $2",
            after,
            limit)
        .map(rows -> rows.stream().map(ApiKeyStore::apiKey).toList());
  }

  /** Ends a key at once; false when there is none of that id. */
  public Future<Boolean> revoke(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update api_key set revoked_at = coalesce(revoked_at, $2) where id = $1", id, utc(now))
        .map(changed -> changed == 1);
  }

  /**
   * Whose key this is, if it is one in force; notes its use, at most once a minute.
   *
   * @param key as the caller sent it
   */
  public Future<Optional<InForce>> authenticate(Database db, String key, Instant now) {
    return db.find(Database.Lookup.API_KEY, Tokens.hash(key))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : inForce(db, found.get().tenant(), found.get().id(), now));
  }

  /** As {@link #authenticate}, for a key that is known by its id. */
  public Future<Optional<InForce>> inForce(Database db, TenantId tenant, UUID id, Instant now) {
    return db.inTenant(tenant, c -> use(c, id, now));
  }

  private static Future<Optional<InForce>> use(TenantConnection c, UUID id, Instant now) {
    return c.first("select " + COLUMNS + " from api_key where id = $1", id)
        .map(row -> row.map(ApiKeyStore::apiKey).filter(key -> isInForce(key, now)))
        .compose(
            key -> {
              if (key.isEmpty()) {
                return Future.succeededFuture(Optional.<InForce>empty());
              }
              var who =
                  new Principal(
                      c.tenant(),
                      Principal.Kind.API_KEY,
                      key.get().id.toString(),
                      Set.copyOf(key.get().scopes));
              var inForce = new InForce(who, Optional.ofNullable(key.get().expiresAt));
              return note(c, key.get(), now).map(Optional.of(inForce));
            });
  }

  private static Future<Integer> note(TenantConnection c, ApiKey key, Instant now) {
    boolean noted = key.lastUsedAt != null && key.lastUsedAt.plusSeconds(60).isAfter(now);
    return noted
        ? Future.succeededFuture(0)
        : c.change("update api_key set last_used_at = $2 where id = $1", key.id, utc(now));
  }

  private static boolean isInForce(ApiKey key, Instant now) {
    return key.revokedAt == null && (key.expiresAt == null || key.expiresAt.isAfter(now));
  }

  private static ApiKey apiKey(Row row) {
    return new ApiKey(
        row.getUUID("id"),
        row.getString("name"),
        row.getString("prefix"),
        Arrays.asList(row.getArrayOfStrings("scopes")),
        instant(row, "created_at"),
        instant(row, "expires_at"),
        instant(row, "last_used_at"),
        instant(row, "revoked_at"));
  }
}
