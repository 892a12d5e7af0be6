// Makes upload links, sends them, and takes the photo that comes over one.
package de.belegbote.enrolment;

import de.belegbote.accounts.Login;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.enrolment.barcode.BarcodeReader;
import de.belegbote.enrolment.barcode.DecodedBarcode;
import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Reply;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Links for the phone (security rules, point 5): a random token of which only the hash is kept, a
 * short life, ten tries; the first photo that is read uses the link up and binds what follows to
 * that browser. Opening a link changes nothing that matters.
 */
public final class UploadLinks {
  private static final Set<Problem> COSTS_A_TRY =
      Set.of(
          Problem.NO_BARCODE,
          Problem.UNUSABLE_BARCODE,
          Problem.UNUSABLE_PICTURE,
          Problem.INVALID_KEY,
          Problem.TOO_LARGE);
  private static final long SMS_SECONDS = 20;

  /**
   * What a browser learns of a link.
   *
   * @param portalName of the portal it is for; nothing personal
   */
  public record Opened(UploadLink link, Login login, String portalName) {}

  /** The answer to a photo, and the token that binds what follows to this browser. */
  public record Taken(Enrolment.Answer answer, String browserToken) {
    @Override
    public String toString() {
      return "Taken[***]";
    }
  }

  private final UploadLinkStore links = new UploadLinkStore();
  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final java.util.function.Function<String, String> portalName;
  private final Enrolment enrolment;
  private final SmsSender sms;
  private final Idempotency idempotency;
  private final PrintKey prints;
  private final Database db;
  private final TimeSource time;
  private final BarcodeReader barcodes;
  private final String publicUrl;
  private final Texts texts = new Texts("sms");

  /**
   * Wires the links.
   *
   * @param portalName gives a portal's name for its id
   * @param publicUrl how phones reach us; never taken from a request
   */
  public UploadLinks(
      LoginStore logins,
      PortalAccountStore accounts,
      java.util.function.Function<String, String> portalName,
      Enrolment enrolment,
      SmsSender sms,
      Idempotency idempotency,
      PrintKey prints,
      Database db,
      TimeSource time,
      BarcodeReader barcodes,
      String publicUrl) {
    this.logins = logins;
    this.accounts = accounts;
    this.portalName = portalName;
    this.enrolment = enrolment;
    this.sms = sms;
    this.idempotency = idempotency;
    this.prints = prints;
    this.db = db;
    this.time = time;
    this.barcodes = barcodes;
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

  /** Whose link a token is; fails with LINK_UNKNOWN. */
  public Future<Database.Located> find(String token) {
    return db.find(Database.Lookup.UPLOAD_LINK, Tokens.hash(token))
        .map(found -> found.orElseThrow(UploadLinks::unknown));
  }

  /**
   * What a link leads to; counts the look and changes nothing else.
   *
   * @return open and used links; fails with LINK_UNKNOWN for expired and revoked ones
   */
  public Future<Opened> open(TenantId tenant, UUID linkId) {
    return db.inTenant(
        tenant,
        c ->
            links
                .opened(c, linkId, time.now())
                .compose(counted -> links.get(c, linkId))
                .compose(
                    link -> {
                      String state = link.stateAt(time.now());
                      if (state.equals("expired") || state.equals("revoked")) {
                        throw unknown();
                      }
                      return logins
                          .get(c, link.loginId())
                          .recover(gone -> Future.failedFuture(unknown()))
                          .compose(
                              login ->
                                  accounts
                                      .ofLogin(c, login.id())
                                      .map(all -> new Opened(link, login, name(login, all))));
                    }));
  }

  private String name(Login login, List<PortalAccount> all) {
    return all.isEmpty() ? login.realm() : portalName.apply(all.get(0).portalId());
  }

  private static Failure unknown() {
    return new Failure(Problem.LINK_UNKNOWN, "Ask for a new link.");
  }

  /** Takes the photo: read, stored, and the link used up by it. */
  public Future<Taken> photo(TenantId tenant, UUID linkId, Buffer picture) {
    return open(tenant, linkId)
        .map(
            opened -> {
              if (opened.link().state().equals("used")) {
                throw new Failure(Problem.LINK_USED, "This link was used. Ask for a new one.");
              }
              return opened.link();
            })
        .compose(
            link ->
                decode(picture)
                    .recover(failed -> countTry(tenant, linkId, failed))
                    .compose(auth -> store(tenant, link, auth)));
  }

  private <T> Future<T> countTry(TenantId tenant, UUID linkId, Throwable failed) {
    boolean costs = failed instanceof Failure known && COSTS_A_TRY.contains(known.problem());
    return costs
        ? db.inTenant(tenant, c -> links.failedTry(c, linkId))
            .compose(counted -> Future.failedFuture(failed))
        : Future.failedFuture(failed);
  }

  private Future<Taken> store(TenantId tenant, UploadLink link, OtpAuth auth) {
    String browser = Tokens.random(24);
    return enrolment
        .store(tenant, link.loginId(), auth, c -> use(c, link.id(), browser))
        .map(answer -> new Taken(answer, browser));
  }

  private Future<Void> use(TenantConnection c, UUID linkId, String browser) {
    return links
        .use(c, linkId, Tokens.hash(browser), time.now())
        .map(
            used -> {
              if (!used) {
                throw new Failure(Problem.LINK_USED, "This link was used. Ask for a new one.");
              }
              return null;
            });
  }

  /** Reads a picture on the barcode pool; fails with the reason a person understands. */
  Future<OtpAuth> decode(Buffer picture) {
    return barcodes.read(picture).map(DecodedBarcode::auth);
  }

  /** Confirms over a used link, from the browser that sent the photo. */
  public Future<Login> confirm(
      TenantId tenant, UUID linkId, Optional<String> browser, Optional<Enrolment.Typed> code) {
    return open(tenant, linkId)
        .compose(
            opened -> {
              var link = opened.link();
              if (link.state().equals("open")) {
                throw new Failure(Problem.SECOND_FACTOR_STATE, "Send the photo first.");
              }
              boolean same = browser.map(Tokens::hash).equals(link.browser());
              if (!same) {
                throw new Failure(
                    Problem.LINK_USED,
                    "This link was used in another browser. Go on there, or ask for a new one.");
              }
              return enrolment.confirm(tenant, link.loginId(), code);
            });
  }
}
