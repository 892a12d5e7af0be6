// Sends upload links by SMS: limits first, the attempt written down, then one call to the carrier.
package de.belegbote.enrolment;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.Texts;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At most one message per attempt (security rules, point 6). The attempt is committed as {@code
 * unknown} before the carrier is asked, so a process that dies in between leaves a message that is
 * unknown and that nobody sends again by himself.
 */
public final class TextMessages {
  private static final Logger LOG = LoggerFactory.getLogger(TextMessages.class);

  /** Longest wait for the carrier; it is to give up earlier by itself. */
  private static final long SECONDS = 20;

  private static final int MINUTE = 60;

  private final SmsStore store = new SmsStore();
  private final Texts texts = new Texts("sms");
  private final SmsSender sender;
  private final PrintKey prints;
  private final SealingKey key;
  private final Database db;
  private final TimeSource time;
  private final String publicUrl;

  /**
   * Wires the messages.
   *
   * @param key seals number and token while a link is open
   * @param publicUrl how phones and the carrier reach us
   */
  public TextMessages(
      SmsSender sender,
      PrintKey prints,
      SealingKey key,
      Database db,
      TimeSource time,
      String publicUrl) {
    this.sender = sender;
    this.prints = prints;
    this.key = key;
    this.db = db;
    this.time = time;
    this.publicUrl = publicUrl;
  }

  /** One attempt to bring a link to a phone; it holds the link's token. */
  record Attempt(UUID id, UploadLink link, PhoneNumber to, String token, String callback) {
    @Override
    public String toString() {
      return "Attempt[" + id + "]";
    }
  }

  /** A first attempt. */
  Attempt attempt(UploadLink link, PhoneNumber to, String token) {
    return new Attempt(Ids.next(), link, to, token, Tokens.random(24));
  }

  /** Another attempt with the same link to the same phone; empty when both were erased. */
  Future<Optional<Attempt>> again(TenantConnection c, UploadLink link) {
    return store
        .kept(c, link.id())
        .map(
            kept ->
                kept.flatMap(bytes -> key.open(bytes.getBytes(), context(link)))
                    .map(bytes -> new JsonObject(Buffer.buffer(bytes)))
                    .map(
                        json ->
                            attempt(
                                link,
                                new PhoneNumber(json.getString("to")),
                                json.getString("token"))));
  }

  private static String context(UploadLink link) {
    return "sms " + link.id();
  }

  /** Writes the attempt down in the caller's transaction; fails with QUOTA_EXCEEDED. */
  Future<Void> write(TenantConnection c, Tenant tenant, Attempt attempt) {
    Instant now = time.now();
    String secret =
        new JsonObject().put("to", attempt.to.e164()).put("token", attempt.token).encode();
    var row =
        new SmsStore.Attempt(
            attempt.id,
            attempt.link.id(),
            attempt.link.loginId(),
            Tokens.hash(attempt.callback),
            prints.print("phone", attempt.to.e164()),
            attempt.to,
            Buffer.buffer(
                key.seal(secret.getBytes(StandardCharsets.UTF_8), context(attempt.link))));
    return store
        .allow(c, row, tenant.sms(), now)
        .onFailure(stopped -> tellOperator(tenant, stopped))
        .compose(ok -> store.write(c, row, now));
  }

  private static void tellOperator(Tenant tenant, Throwable stopped) {
    boolean pumping =
        stopped instanceof Failure known
            && known.quota().map(q -> q.policies().contains(SmsStore.UNOPENED)).orElse(false);
    if (pumping) {
      LOG.atError()
          .addKeyValue("tenantId", tenant.id())
          .log("SMS of tenant {} stopped: hardly a link was opened in an hour", tenant.id());
    }
  }

  /** Hands a committed attempt over; the future does not fail. */
  Future<SmsSender.Result> send(Tenant tenant, Attempt attempt) {
    Duration life = Duration.between(time.now(), attempt.link.expiresAt());
    var message =
        new SmsSender.Message(
            tenant,
            attempt.to,
            text(attempt, life),
            publicUrl + "/sms/status/" + attempt.callback,
            life);
    return Future.succeededFuture(message)
        .compose(sender::send)
        .timeout(SECONDS, TimeUnit.SECONDS)
        .otherwise(lost -> unknown(tenant, attempt, lost));
  }

  private String text(Attempt attempt, Duration life) {
    long minutes = Math.max(1, (life.toSeconds() + MINUTE / 2) / MINUTE);
    return texts.get(attempt.link.language(), "upload", publicUrl + "/u/" + attempt.token, minutes);
  }

  private static SmsSender.Result unknown(Tenant tenant, Attempt attempt, Throwable lost) {
    LOG.atWarn()
        .setCause(lost)
        .addKeyValue("tenantId", tenant.id())
        .log("nobody knows whether the SMS {} went out", attempt.id);
    return new SmsSender.Result(
        SmsState.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Notes what the carrier said to an attempt. */
  Future<Void> note(TenantConnection c, Attempt attempt, SmsSender.Result result) {
    return store.note(c, attempt.id, result, time.now());
  }

  /**
   * Notes what the carrier reports later; repeats, latecomers and reports of messages that were
   * forgotten change nothing.
   *
   * @param callback the word that ended the address of the report
   */
  Future<Void> report(String callback, SmsSender.Result result) {
    return db.find(Database.Lookup.SMS_MESSAGE, Tokens.hash(callback))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : report(found.get().tenant(), found.get().id(), result));
  }

  private Future<Void> report(TenantId tenant, UUID id, SmsSender.Result result) {
    return db.inTenant(
        tenant,
        c ->
            store
                .reference(c, id)
                .compose(
                    known ->
                        known.isPresent() && !known.equals(result.reference())
                            ? Future.succeededFuture()
                            : store.note(c, id, result, time.now())));
  }

  /** Erases numbers that are not needed any more; to be run hourly. */
  public Future<Void> forget(List<TenantId> tenants) {
    Future<Void> done = Future.succeededFuture();
    for (TenantId tenant : tenants) {
      done = done.compose(next -> db.inTenant(tenant, c -> store.forget(c, time.now())));
    }
    return done;
  }
}
