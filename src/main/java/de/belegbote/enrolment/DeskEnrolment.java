// Ways to the seed from the wizard's desktop page: SMS, a code on the screen, screenshot, typed
// key.
package de.belegbote.enrolment;

import de.belegbote.accounts.LoginStore;
import de.belegbote.enrolment.barcode.BarcodeReader;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What the API offers to partners, for the customer who sits in front of the page. */
public final class DeskEnrolment {
  /** Who presses a button twice within this gets one message. */
  private static final Duration TWICE = Duration.ofSeconds(10);

  private final UploadLinkStore links = new UploadLinkStore();
  private final LoginStore logins;
  private final TextMessages messages;
  private final Enrolment enrolment;
  private final BarcodeReader barcodes;
  private final Database db;
  private final TimeSource time;
  private final String publicUrl;

  /**
   * Wires the ways.
   *
   * @param publicUrl how phones reach us; never taken from a request
   */
  public DeskEnrolment(
      LoginStore logins,
      TextMessages messages,
      Enrolment enrolment,
      BarcodeReader barcodes,
      Database db,
      TimeSource time,
      String publicUrl) {
    this.logins = logins;
    this.messages = messages;
    this.enrolment = enrolment;
    this.barcodes = barcodes;
    this.db = db;
    this.time = time;
    this.publicUrl = publicUrl;
  }

  /** Where the phone goes with the token of a link. */
  public String address(String token) {
    return publicUrl + "/u/" + token;
  }

  /** Makes a link to be shown on the screen; gives its token, of which we keep the hash only. */
  public Future<String> onScreen(Tenant tenant, UUID login, Locale language) {
    String token = Tokens.random(24);
    var link = link(tenant, login, language, Optional.empty());
    return db.inTenant(
        tenant.id(),
        c ->
            logins
                .lock(c, login)
                .compose(locked -> links.create(c, link, Tokens.hash(token)))
                .map(token));
  }

  /**
   * Sends a link by SMS.
   *
   * @param number as it was typed
   * @return fails with INVALID_PHONE_NUMBER, QUOTA_EXCEEDED, SMS_FAILED
   */
  public Future<Void> bySms(Tenant tenant, UUID login, Locale language, String number) {
    var to = PhoneNumber.of(number, tenant.sms().countries(), PhoneNumber.home(language));
    String token = Tokens.random(24);
    var attempt = messages.attempt(link(tenant, login, language, Optional.of(to)), to, token);
    return db.inTenant(tenant.id(), c -> written(c, tenant, attempt, token))
        .compose(fresh -> fresh ? handOver(tenant, attempt) : Future.succeededFuture());
  }

  private Future<Boolean> written(
      TenantConnection c, Tenant tenant, TextMessages.Attempt attempt, String token) {
    return logins
        .lock(c, attempt.link().loginId())
        .compose(locked -> links.ofLogin(c, attempt.link().loginId(), 1, null))
        .compose(
            last ->
                last.stream().anyMatch(link -> isRepeat(link, attempt))
                    ? Future.succeededFuture(false)
                    : links
                        .create(c, attempt.link(), Tokens.hash(token))
                        .compose(made -> messages.write(c, tenant, attempt))
                        .map(true));
  }

  private static boolean isRepeat(UploadLink last, TextMessages.Attempt attempt) {
    return last.state().equals("open")
        && last.sms().map(sms -> sms.to().equals(attempt.to().masked())).orElse(false)
        && last.createdAt().plus(TWICE).isAfter(attempt.link().createdAt());
  }

  private Future<Void> handOver(Tenant tenant, TextMessages.Attempt attempt) {
    return messages
        .send(tenant, attempt)
        .compose(
            result ->
                db.inTenant(tenant.id(), c -> messages.note(c, attempt, result))
                    .map(
                        noted -> {
                          result
                              .refusal()
                              .ifPresent(
                                  refused -> {
                                    throw refused;
                                  });
                          return null;
                        }));
  }

  private UploadLink link(
      Tenant tenant, UUID login, Locale language, Optional<PhoneNumber> number) {
    Instant now = time.now();
    return new UploadLink(
        Ids.next(),
        login,
        number.isPresent() ? "sms" : "link",
        "open",
        language,
        0,
        now.plus(Duration.ofMinutes(tenant.uploadLinkMinutes())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        number.map(
            to -> new UploadLink.Sms(SmsState.UNKNOWN.word(), to.masked(), Optional.empty(), now)),
        now);
  }

  /** The newest link of a login. */
  public Future<Optional<UploadLink>> newest(TenantConnection c, UUID login) {
    return links.ofLogin(c, login, 1, null).map(all -> all.stream().findFirst());
  }

  /** Takes a screenshot; fails as {@link BarcodeReader#read} does. */
  public Future<Intake> screenshot(TenantId tenant, UUID login, Buffer picture) {
    return barcodes
        .read(picture)
        .compose(
            code ->
                enrolment
                    .intake()
                    .take(tenant, login, code, Optional.empty(), c -> links.revokeAll(c, login)));
  }

  /** Takes the security key as text, or a Key URI; fails with INVALID_KEY. */
  public Future<Enrolled> key(TenantId tenant, UUID login, String key) {
    return enrolment
        .intake()
        .store(tenant, login, OtpAuth.fromKey(key), c -> links.revokeAll(c, login));
  }

  /** Accounts of an export that came over the desktop page and wait to be chosen from. */
  public Future<Optional<SeedChoice>> choice(TenantConnection c, UUID login) {
    return enrolment.intake().choice(c, login, Optional.empty());
  }

  /** Takes one of them; fails with SECOND_FACTOR_STATE when the ten minutes are over. */
  public Future<Enrolled> choose(TenantId tenant, UUID login, UUID candidate) {
    return enrolment
        .intake()
        .choose(tenant, login, candidate, Optional.empty())
        .recover(failed -> Future.failedFuture(over(failed)));
  }

  private static Throwable over(Throwable failed) {
    return failed instanceof Failure known && known.problem() == Problem.NOT_FOUND
        ? new Failure(Problem.SECOND_FACTOR_STATE, "choice-expired", known.detail())
        : failed;
  }
}
