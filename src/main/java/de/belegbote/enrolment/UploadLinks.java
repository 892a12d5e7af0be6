// Makes upload links, sends them, and ends them.
package de.belegbote.enrolment;

import de.belegbote.accounts.LoginStore;
import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Reply;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Texts;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Links for the phone (security rules, point 5): a random token of which only the hash is kept, a
 * short life, one open link per login. What happens over a link is up to {@link LinkVisits}.
 */
public final class UploadLinks {
  private static final long SMS_SECONDS = 20;

  private final UploadLinkStore links = new UploadLinkStore();
  private final LoginStore logins;
  private final SmsSender sms;
  private final Idempotency idempotency;
  private final PrintKey prints;
  private final Database db;
  private final TimeSource time;
  private final String publicUrl;
  private final Texts texts = new Texts("sms");

  /**
   * Wires the links.
   *
   * @param publicUrl how phones reach us; never taken from a request
   */
  public UploadLinks(
      LoginStore logins,
      SmsSender sms,
      Idempotency idempotency,
      PrintKey prints,
      Database db,
      TimeSource time,
      String publicUrl) {
    this.logins = logins;
    this.sms = sms;
    this.idempotency = idempotency;
    this.prints = prints;
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
                    call.tenantFile().smsCountries(),
                    PhoneNumber.home(language)))
            : Optional.empty();
    String token = Tokens.random(24);
    Instant now = time.now();
    int minutes = call.tenantFile().uploadLinkMinutes();
    var link = fresh(call, language, number, now, minutes);
    Buffer print = number.map(n -> prints.print("phone", n.e164())).orElse(null);
    if (number.isEmpty()) {
      return idempotency.once(call, c -> insert(c, link, token, print, now));
    }
    return idempotency
        .begin(call, c -> insert(c, link, token, print, now))
        .compose(
            once ->
                once.repeated()
                    ? Future.succeededFuture(once.reply())
                    : send(call, link, number.get(), text(language, token, minutes)));
  }

  private static UploadLink fresh(
      Call call, Locale language, Optional<PhoneNumber> number, Instant now, int minutes) {
    return new UploadLink(
        Ids.next(),
        call.id("loginId"),
        number.isPresent() ? "sms" : "link",
        "open",
        language,
        0,
        now.plus(Duration.ofMinutes(minutes)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        number.map(n -> "queued"),
        number.map(PhoneNumber::masked),
        now);
  }

  private String text(Locale language, String token, int minutes) {
    return texts.get(language, "upload", publicUrl + "/u/" + token, minutes);
  }

  private Future<Reply> insert(
      TenantConnection c, UploadLink link, String token, Buffer smsPrint, Instant now) {
    Future<Void> allowed =
        smsPrint == null
            ? Future.succeededFuture()
            : links.checkQuota(c, link.loginId(), smsPrint, now);
    return logins
        .lock(c, link.loginId())
        .compose(login -> allowed)
        .compose(ok -> links.create(c, link, Tokens.hash(token), smsPrint))
        .map(
            made -> {
              JsonObject json = link.json(now);
              var reply =
                  link.smsState().isPresent()
                      ? Reply.created(json)
                      : Reply.created(
                              json.copy().put("url", publicUrl + "/u/" + token).put("shown", true))
                          .repeat(json.copy().put("shown", false));
              return reply.header("Location", "/v1/upload-links/" + link.id());
            });
  }

  private Future<Reply> send(Call call, UploadLink link, PhoneNumber to, String text) {
    return sms.send(call.tenant(), to, text)
        .timeout(SMS_SECONDS, TimeUnit.SECONDS)
        .otherwise(
            lost ->
                lost instanceof java.util.concurrent.TimeoutException
                    ? SmsSender.Result.UNKNOWN
                    : SmsSender.Result.FAILED)
        .compose(result -> db.inTenant(call.tenant(), c -> noted(c, call, link, result)))
        .map(
            reply ->
                reply.orElseThrow(
                    () ->
                        new Failure(
                            Problem.SMS_FAILED,
                            "The message was refused. Check the number, or show the link on the"
                                + " screen (delivery: link).")));
  }

  // A failure is not kept: the key stays free for another try.
  private Future<Optional<Reply>> noted(
      TenantConnection c, Call call, UploadLink link, SmsSender.Result result) {
    return links
        .sms(c, link.id(), result.name().toLowerCase(Locale.ROOT))
        .compose(done -> links.get(c, link.id()))
        .map(
            now ->
                Optional.of(now)
                    .filter(sent -> result != SmsSender.Result.FAILED)
                    .map(
                        sent ->
                            Reply.created(sent.json(time.now()))
                                .header("Location", "/v1/upload-links/" + link.id())))
        .compose(reply -> idempotency.end(c, call, reply).map(reply));
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
