// Operations of the second factor and of upload links.
package de.belegbote.enrolment;

import de.belegbote.enrolment.barcode.DecodedBarcode;
import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** What partners call, and what the phone's page may call with the token of its link. */
public final class EnrolmentRoutes implements Routes {
  private final Enrolment enrolment;
  private final UploadLinks links;
  private final LinkVisits visits;
  private final TimeSource time;
  private final boolean secure;

  /**
   * Binds the operations.
   *
   * @param secure whether browsers reach us by TLS, so that the cookie can be bound to it
   */
  public EnrolmentRoutes(
      Enrolment enrolment, UploadLinks links, LinkVisits visits, TimeSource time, boolean secure) {
    this.enrolment = enrolment;
    this.links = links;
    this.visits = visits;
    this.time = time;
    this.secure = secure;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("getSecondFactor", this::get)
            .operation("deleteSecondFactor", this::delete)
            .operation("putSecondFactorKey", this::key)
            .operation("uploadBarcode", this::barcode)
            .operation("chooseSecondFactor", this::choose)
            .operation("confirmSecondFactor", this::confirm)
            .operation("createUploadLink", links::create)
            .operation("listUploadLinks", links::list)
            .operation("getUploadLink", links::get)
            .operation("revokeUploadLink", links::revoke)
            .operation("resendUploadLink", links::resend)
            .operation("getOpenedUploadLink", this::opened)
            .operation("uploadPhoto", this::photo)
            .operation("chooseOverUploadLink", this::chooseOverLink)
            .operation("confirmUploadLink", this::confirmLink);
  }

  private Future<Reply> get(Call call) {
    return enrolment
        .login(call.tenant(), call.id("loginId"))
        .map(login -> Reply.ok(login.factor().json()));
  }

  private Future<Reply> delete(Call call) {
    return enrolment.remove(call.tenant(), call.id("loginId"), links::revokeAll).map(Reply.empty());
  }

  private Future<Reply> key(Call call) {
    var body = call.body();
    var auth =
        OtpAuth.fromKey(body.getString("key"))
            .with(
                body.getString("algorithm"), body.getInteger("digits"), body.getInteger("period"));
    return enrolment
        .intake()
        .store(call.tenant(), call.id("loginId"), auth, c -> Future.succeededFuture())
        .map(answer -> reply(call, answer));
  }

  private Future<Reply> barcode(Call call) {
    UUID login = call.id("loginId");
    // An unknown login must not cost the reading of a picture.
    return enrolment
        .login(call.tenant(), login)
        .compose(there -> call.photo())
        .compose(visits::decode)
        .compose(code -> take(call, login, code))
        .map(answer -> reply(call, answer));
  }

  private Future<Intake> take(Call call, UUID login, DecodedBarcode code) {
    return enrolment
        .intake()
        .take(call.tenant(), login, code, Optional.empty(), c -> Future.succeededFuture());
  }

  // Several accounts are not the end: one has to be chosen yet.
  private static Reply reply(Call call, Intake taken) {
    var json = taken.json(call.language());
    return taken instanceof SeedChoice ? Reply.accepted(json) : Reply.ok(json);
  }

  private static UUID candidate(Call call) {
    return UUID.fromString(call.body().getString("candidateId"));
  }

  private Future<Reply> choose(Call call) {
    return enrolment
        .intake()
        .choose(call.tenant(), call.id("loginId"), candidate(call), Optional.empty())
        .map(answer -> reply(call, answer));
  }

  private Future<Reply> confirm(Call call) {
    return enrolment
        .confirm(call.tenant(), call.id("loginId"), typed(call.body()))
        .map(login -> Reply.ok(login.factor().json()));
  }

  private static Optional<Enrolment.Typed> typed(JsonObject body) {
    return Optional.ofNullable(body.getString("code"))
        .map(code -> new Enrolment.Typed(new Secret(code), body.getString("confirmToken")));
  }

  private static UUID link(Call call) {
    return UUID.fromString(call.principal().id());
  }

  private Future<Reply> opened(Call call) {
    return visits
        .open(call.tenant(), link(call))
        .map(
            opened ->
                Reply.ok(
                    new JsonObject()
                        .put("portalName", opened.portalName())
                        .put("state", opened.link().stateAt(time.now()))
                        .put("language", opened.link().language().getLanguage())
                        .put("expiresAt", opened.link().expiresAt().toString())
                        .put("triesLeft", opened.link().triesLeft())
                        .put("secondFactorState", opened.login().factor().state().text())));
  }

  private Future<Reply> photo(Call call) {
    String browser = browser(call).orElseGet(() -> Tokens.random(24));
    return call.photo()
        .compose(picture -> visits.photo(call.tenant(), link(call), picture, browser))
        .map(
            answer ->
                reply(call, answer)
                    .header("Set-Cookie", BrowserCookie.UPLOAD.set(browser, secure)));
  }

  private Optional<String> browser(Call call) {
    return call.header("Cookie").flatMap(header -> BrowserCookie.UPLOAD.find(header, secure));
  }

  private Future<Reply> chooseOverLink(Call call) {
    return visits
        .choose(call.tenant(), link(call), browser(call), candidate(call))
        .map(answer -> reply(call, answer));
  }

  private Future<Reply> confirmLink(Call call) {
    return visits
        .confirm(call.tenant(), link(call), browser(call), typed(call.body()))
        .map(login -> Reply.ok(login.factor().json()));
  }
}
