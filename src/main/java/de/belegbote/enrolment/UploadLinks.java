// Makes upload links, sends them, and ends them.
package de.belegbote.enrolment;

import de.belegbote.accounts.LoginStore;
import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Reply;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Links for the phone (security rules, point 5): a random token of which only the hash is kept, a
 * short life, one open link per login. What happens over a link is up to {@link LinkVisits}.
 */
public final class UploadLinks {
  private final UploadLinkStore links = new UploadLinkStore();
  private final LoginStore logins;
  private final TextMessages messages;
  private final Idempotency idempotency;
  private final Database db;
  private final TimeSource time;
  private final String publicUrl;

  /**
   * Wires the links.
   *
   * @param publicUrl how phones reach us; never taken from a request
   */
  public UploadLinks(
      LoginStore logins,
      TextMessages messages,
      Idempotency idempotency,
      Database db,
      TimeSource time,
      String publicUrl) {
    this.logins = logins;
    this.messages = messages;
    this.idempotency = idempotency;
    this.db = db;
    this.time = time;
    this.publicUrl = publicUrl;
  }

  /** Makes a link as the call wants it; by SMS at most one message goes out. */
  Future<Reply> create(Call call) {
    JsonObject body = call.body();
    Locale language =
        Optional.ofNullable(body.getString("language"))
            .map(Locale::forLanguageTag)
            .orElseGet(call::language);
    boolean bySms = body.getString("delivery").equals("sms");
    Optional<PhoneNumber> number =
        bySms
            ? Optional.of(
                PhoneNumber.of(
                    body.getString("phoneNumber"),
                    call.tenantFile().sms().countries(),
                    PhoneNumber.home(language)))
            : Optional.empty();
    String token = Tokens.random(24);
    Instant now = time.now();
    var link = fresh(call, language, number, now);
    if (number.isEmpty()) {
      return idempotency.once(call, c -> insert(c, link, token, now));
    }
    var attempt = messages.attempt(link, number.get(), token);
    return idempotency
        .begin(
            call,
            c ->
                insert(c, link, token, now)
                    .compose(reply -> messages.write(c, call.tenantFile(), attempt).map(reply)))
        .compose(once -> once.repeated() ? answer(once) : send(call, attempt, 201));
  }

  private static UploadLink fresh(
      Call call, Locale language, Optional<PhoneNumber> number, Instant now) {
    return new UploadLink(
        Ids.next(),
        call.id("loginId"),
        number.isPresent() ? "sms" : "link",
        "open",
        language,
        0,
        now.plus(Duration.ofMinutes(call.tenantFile().uploadLinkMinutes())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        number.map(
            to -> new UploadLink.Sms(SmsState.UNKNOWN.word(), to.masked(), Optional.empty(), now)),
        now);
  }

  private static Future<Reply> answer(Idempotency.Once once) {
    return Future.succeededFuture(once.reply());
  }

  private Future<Reply> insert(TenantConnection c, UploadLink link, String token, Instant now) {
    return logins
        .lock(c, link.loginId())
        .compose(login -> links.create(c, link, Tokens.hash(token)))
        .map(
            made -> {
              JsonObject json = link.json(now);
              var reply =
                  link.sms().isPresent()
                      ? Reply.created(json)
                      : Reply.created(
                              json.copy().put("url", publicUrl + "/u/" + token).put("shown", true))
                          .repeat(json.copy().put("shown", false));
              return reply.header("Location", "/v1/upload-links/" + link.id());
            });
  }

  private Future<Reply> send(Call call, TextMessages.Attempt attempt, int status) {
    return messages
        .send(call.tenantFile(), attempt)
        .compose(result -> db.inTenant(call.tenant(), c -> noted(c, call, attempt, result, status)))
        .map(
            noted -> {
              noted.refusal().ifPresent(UploadLinks::tell);
              return noted.reply();
            });
  }

  private static void tell(Failure refusal) {
    throw refusal;
  }

  private record Noted(Reply reply, Optional<Failure> refusal) {}

  // A failure is not kept: the key stays free for another try.
  private Future<Noted> noted(
      TenantConnection c,
      Call call,
      TextMessages.Attempt attempt,
      SmsSender.Result result,
      int status) {
    return messages
        .note(c, attempt, result)
        .compose(done -> links.get(c, attempt.link().id()))
        .map(link -> reply(link, status))
        .compose(
            reply ->
                idempotency
                    .end(c, call, Optional.of(reply).filter(r -> result.refusal().isEmpty()))
                    .map(new Noted(reply, result.refusal())));
  }

  private Reply reply(UploadLink link, int status) {
    JsonObject json = link.json(time.now());
    return status == 201
        ? Reply.created(json).header("Location", "/v1/upload-links/" + link.id())
        : Reply.ok(json);
  }

  /** Sends an open link once more, to the same phone. */
  Future<Reply> resend(Call call) {
    UUID id = call.id("uploadLinkId");
    return db.inTenant(
            call.tenant(), c -> links.get(c, id).compose(link -> messages.again(c, link)))
        .compose(
            attempt ->
                idempotency
                    .begin(call, c -> rewrite(c, call, attempt))
                    .compose(
                        once ->
                            once.repeated()
                                ? answer(once)
                                : send(call, attempt.orElseThrow(), 200)));
  }

  // The login is locked first, as where links are made: two requests must not both find it is time.
  private Future<Reply> rewrite(
      TenantConnection c, Call call, Optional<TextMessages.Attempt> attempt) {
    UUID id = call.id("uploadLinkId");
    return links
        .get(c, id)
        .compose(link -> logins.lock(c, link.loginId()))
        .compose(login -> links.get(c, id))
        .compose(
            link -> {
              checkResend(link, attempt);
              return messages.write(c, call.tenantFile(), attempt.orElseThrow());
            })
        .compose(written -> links.get(c, id))
        .map(link -> reply(link, 200));
  }

  private void checkResend(UploadLink link, Optional<TextMessages.Attempt> attempt) {
    Instant now = time.now();
    if (attempt.isEmpty() || link.sms().isEmpty() || !link.stateAt(now).equals("open")) {
      throw new Failure(
          Problem.CONFLICT,
          "Only an open link that went out by SMS can be sent again. Make a new one.");
    }
    var wait = Duration.between(now, link.sms().get().at().plus(UploadLink.SMS_PAUSE));
    if (wait.compareTo(Duration.ZERO) > 0) {
      throw Failure.quota(
          "A minute has to pass before the link is sent again.",
          wait.plusMillis(999),
          List.of("sms-resend"));
    }
  }

  Future<Reply> list(Call call) {
    var page = call.page();
    UUID login = call.id("loginId");
    return db.inTenant(
            call.tenant(),
            c ->
                logins
                    .get(c, login)
                    .compose(there -> links.ofLogin(c, login, page.rows(), page.after())))
        .map(rows -> Reply.page(call, rows.stream().map(link -> link.json(time.now())).toList()));
  }

  Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> links.get(c, call.id("uploadLinkId")))
        .map(link -> Reply.ok(link.json(time.now())));
  }

  Future<Reply> revoke(Call call) {
    return db.inTenant(
            call.tenant(),
            c -> links.get(c, call.id("uploadLinkId")).compose(link -> links.revoke(c, link.id())))
        .map(Reply.empty());
  }

  Future<Void> revokeAll(TenantConnection c, UUID login) {
    return links.revokeAll(c, login);
  }
}
