// Makes a repeated POST have one effect.
package de.belegbote.http;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The Idempotency-Key of a request and its effect are written in one transaction, so a repeat finds
 * either both or neither. Kept for 24 h. The key's row is never written for a failure.
 */
public final class Idempotency {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Duration KEPT = Duration.ofHours(24);

  /** Longer than any effect that ends after its commit may take. */
  private static final Duration RUNNING = Duration.ofSeconds(60);

  private final Database db;
  private final PrintKey prints;
  private final TimeSource time;

  public Idempotency(Database db, PrintKey prints, TimeSource time) {
    this.db = db;
    this.prints = prints;
    this.time = time;
  }

  /** What an effect gave, and whether it was the effect or a repeat of its answer. */
  public record Once(Reply reply, boolean repeated) {}

  /**
   * Runs the effect in the caller's tenant, once per key.
   *
   * @return its reply, or the kept one with {@code Idempotent-Replayed: true}; fails with
   *     REQUEST_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, or as the effect does
   */
  public Future<Reply> once(Call call, Function<TenantConnection, Future<Reply>> effect) {
    return tell(call, effect, true).map(Once::reply);
  }

  /**
   * As {@link #once}, for an effect that needs something from outside the database, such as a
   * secret in the store: it is made first, and unmade when no row came to name it because the
   * effect failed or the request was a repeat.
   */
  public <T> Future<Reply> once(
      Call call,
      Supplier<Future<T>> make,
      Consumer<T> unmake,
      BiFunction<TenantConnection, T, Future<Reply>> effect) {
    return make.get()
        .compose(
            made ->
                tell(call, c -> effect.apply(c, made), true)
                    .onFailure(failed -> unmake.accept(made))
                    .onSuccess(once -> unmakeRepeated(once, unmake, made)))
        .map(Once::reply);
  }

  private static <T> void unmakeRepeated(Once once, Consumer<T> unmake, T made) {
    if (once.repeated()) {
      unmake.accept(made);
    }
  }

  /**
   * Runs the first part of an effect whose outcome is known only after the commit. Until {@link
   * #end}, a repeat is told REQUEST_IN_PROGRESS; after a minute without it the process is taken for
   * dead, and a repeat gets the reply of the first part: what came after it may have happened, so
   * it is never done a second time.
   */
  public Future<Once> begin(Call call, Function<TenantConnection, Future<Reply>> effect) {
    return tell(call, effect, false);
  }

  /**
   * Ends what {@link #begin} began.
   *
   * @param outcome kept for repeats; empty when it failed, which leaves the key free
   */
  public Future<Void> end(TenantConnection c, Call call, Optional<Reply> outcome) {
    Optional<Buffer> hash = call.header("Idempotency-Key").map(Tokens::hash);
    if (hash.isEmpty()) {
      return Future.succeededFuture();
    }
    Future<Integer> change =
        outcome.isEmpty()
            ? c.change(
                "delete from idempotency where operation = $1 and key_hash = $2",
                call.operationId(),
                hash.get())
            : c.change(
                "update idempotency set status = $3, body = $4, headers = $5, ended = true"
                    + " where operation = $1 and key_hash = $2",
                call.operationId(),
                hash.get(),
                outcome.get().status(),
                body(outcome.get()),
                headers(outcome.get()));
    return change.mapEmpty();
  }

  private Future<Once> tell(
      Call call, Function<TenantConnection, Future<Reply>> effect, boolean ended) {
    Optional<String> key = call.header("Idempotency-Key");
    if (key.isEmpty()) {
      return db.inTenant(call.tenant(), effect).map(reply -> new Once(reply, false));
    }
    if (!KEY.matcher(key.get()).matches()) {
      return Future.failedFuture(
          new Failure(
              Problem.INVALID_REQUEST,
              "Idempotency-Key has 1 to 255 visible ASCII characters.",
              List.of(new Failure.Item("/header/Idempotency-Key", "is malformed"))));
    }
    return db.inTenant(call.tenant(), c -> keyed(c, call, key.get(), effect, ended));
  }

  private Future<Once> keyed(
      TenantConnection c,
      Call call,
      String key,
      Function<TenantConnection, Future<Reply>> effect,
      boolean ended) {
    Buffer hash = Tokens.hash(key);
    Buffer print =
        prints.print(
            "request", call.target() + "?" + call.rawQuery() + "\n" + call.rawBody().toString());
    long lock = hash.getLong(0) ^ call.operationId().hashCode() ^ c.tenant().value().hashCode();
    return c.first("select pg_try_advisory_xact_lock($1) as free", lock)
        .compose(
            row ->
                row.orElseThrow().getBoolean("free")
                    ? c.first(
                        "select fingerprint, status, body, headers, ended, created_at from idempotency where operation = $1"
                            + " and key_hash = $2 and created_at > $3",
                        call.operationId(),
                        hash,
                        utc(time.now().minus(KEPT)))
                    : Future.failedFuture(running()))
        .compose(
            kept ->
                kept.isPresent()
                    ? Future.succeededFuture(new Once(repeat(kept.get(), print), true))
                    : effect
                        .apply(c)
                        .compose(
                            reply ->
                                keep(c, call, hash, print, reply, ended)
                                    .map(new Once(reply, false))));
  }

  // Begun lately and not ended; after a while whoever ran it is gone.
  private boolean isRunning(Row kept) {
    return !kept.getBoolean("ended")
        && !instant(kept, "created_at").isBefore(time.now().minus(RUNNING));
  }

  private static Failure running() {
    return new Failure(Problem.REQUEST_IN_PROGRESS, "Ask again in a second with the same key.");
  }

  private static String body(Reply reply) {
    return reply.repeated() == null ? null : reply.repeated().encode();
  }

  private static JsonObject headers(Reply reply) {
    return new JsonObject(Map.copyOf(reply.headers()));
  }

  private Future<Integer> keep(
      TenantConnection c, Call call, Buffer hash, Buffer print, Reply reply, boolean ended) {
    return c.change(
        "insert into idempotency (tenant_id, operation, key_hash, fingerprint, status, body, headers,"
            + " created_at, ended) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            + " on conflict (tenant_id, operation, key_hash) do update set fingerprint = $4,"
            + " status = $5, body = $6, headers = $7, created_at = $8, ended = $9",
        c.tenant().value(),
        call.operationId(),
        hash,
        print,
        reply.status(),
        body(reply),
        headers(reply),
        utc(time.now()),
        ended);
  }

  private Reply repeat(Row kept, Buffer print) {
    if (!kept.getBuffer("fingerprint").equals(print)) {
      throw new Failure(
          Problem.IDEMPOTENCY_KEY_REUSED,
          "This key was used with another body; use a fresh key for a new request.");
    }
    if (isRunning(kept)) {
      throw running();
    }
    String body = kept.getString("body");
    var json = body == null ? null : new JsonObject(body);
    var reply = new Reply(kept.getInteger("status"), json, null, Map.of(), json);
    for (var header : kept.getJsonObject("headers")) {
      reply = reply.header(header.getKey(), String.valueOf(header.getValue()));
    }
    return reply.header("Idempotent-Replayed", "true");
  }
}
