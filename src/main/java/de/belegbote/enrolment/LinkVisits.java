// What a browser does over an upload link: look, send the photo, confirm.
package de.belegbote.enrolment;

import de.belegbote.accounts.Login;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.enrolment.barcode.BarcodeReader;
import de.belegbote.enrolment.barcode.DecodedBarcode;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Ten tries; the first photo that is read uses the link up and binds what follows to that browser.
 * Opening a link changes nothing that matters (security rules, point 5).
 */
public final class LinkVisits {
  private static final Set<Problem> COSTS_A_TRY =
      Set.of(
          Problem.NO_BARCODE,
          Problem.UNUSABLE_BARCODE,
          Problem.UNUSABLE_PICTURE,
          Problem.INVALID_KEY,
          Problem.TOO_LARGE);

  /**
   * What a link leads to.
   *
   * @param accounts the portal accounts that use the login, in the order they were made
   * @param portalName of the portal it is for; nothing personal
   * @param choice accounts that came over it and wait to be chosen from
   */
  public record Opened(
      UploadLink link,
      Login login,
      List<PortalAccount> accounts,
      String portalName,
      Optional<SeedChoice> choice) {
    /** Whether another picture may take the place of what waits to be chosen from. */
    public boolean mayReplace() {
      return choice.isPresent() && link.triesLeft() > 0;
    }
  }

  private final UploadLinkStore links = new UploadLinkStore();
  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final Function<String, String> portalName;
  private final Enrolment enrolment;
  private final Database db;
  private final TimeSource time;
  private final BarcodeReader barcodes;

  /**
   * Wires the visits.
   *
   * @param portalName gives a portal's name for its id
   */
  public LinkVisits(
      LoginStore logins,
      PortalAccountStore accounts,
      Function<String, String> portalName,
      Enrolment enrolment,
      Database db,
      TimeSource time,
      BarcodeReader barcodes) {
    this.logins = logins;
    this.accounts = accounts;
    this.portalName = portalName;
    this.enrolment = enrolment;
    this.db = db;
    this.time = time;
    this.barcodes = barcodes;
  }

  /** Whose link a token is; fails with LINK_UNKNOWN. */
  public Future<Database.Located> find(String token) {
    return db.find(Database.Lookup.UPLOAD_LINK, Tokens.hash(token))
        .map(found -> found.orElseThrow(LinkVisits::unknown));
  }

  /**
   * What a link leads to; counts the look and changes nothing else.
   *
   * @return open and used links; fails with LINK_UNKNOWN for expired and revoked ones
   */
  public Future<Opened> open(TenantId tenant, UUID linkId) {
    return db.inTenant(
        tenant, c -> links.opened(c, linkId, time.now()).compose(counted -> opened(c, linkId)));
  }

  /** The same as {@link #open} without counting, for requests that follow the look. */
  public Future<Opened> look(TenantId tenant, UUID linkId) {
    return db.inTenant(tenant, c -> opened(c, linkId));
  }

  private Future<Opened> opened(TenantConnection c, UUID linkId) {
    return links.get(c, linkId).compose(link -> opened(c, link));
  }

  private Future<Opened> opened(TenantConnection c, UploadLink link) {
    String state = link.stateAt(time.now());
    if (state.equals("expired") || state.equals("revoked")) {
      throw unknown();
    }
    return logins
        .get(c, link.loginId())
        .recover(gone -> Future.failedFuture(unknown()))
        .compose(login -> opened(c, link, login));
  }

  private Future<Opened> opened(TenantConnection c, UploadLink link, Login login) {
    return accounts
        .ofLogin(c, login.id())
        .compose(
            all ->
                enrolment
                    .intake()
                    .choice(c, login.id(), Optional.of(link.id()))
                    .map(choice -> new Opened(link, login, all, name(login, all), choice)));
  }

  private String name(Login login, List<PortalAccount> all) {
    return all.isEmpty() ? login.realm() : portalName.apply(all.get(0).portalId());
  }

  private static Failure unknown() {
    return new Failure(Problem.LINK_UNKNOWN, "Ask for a new link.");
  }

  /**
   * Takes a photo: read, stored, and the link used up by the first good one. While accounts of an
   * export wait to be chosen from, the browser that sent it may send more: the export's next code,
   * or, at the cost of a try, another picture altogether.
   *
   * @param browser random token that this browser is known by from now on
   * @return fails with LINK_UNKNOWN, LINK_USED, and what {@link #decode} fails with
   */
  public Future<Intake> photo(TenantId tenant, UUID linkId, Buffer picture, String browser) {
    return look(tenant, linkId)
        .map(opened -> mayTake(opened, browser))
        .compose(
            link ->
                decode(picture)
                    .recover(failed -> countTry(tenant, linkId, failed))
                    .compose(code -> store(tenant, link, code, browser)));
  }

  private static UploadLink mayTake(Opened opened, String browser) {
    boolean more = opened.mayReplace() && opened.link().isOf(Optional.of(browser));
    if (opened.link().state().equals("used") && !more) {
      throw used();
    }
    return opened.link();
  }

  private static Failure used() {
    return new Failure(Problem.LINK_USED, "This link was used. Ask for a new one.");
  }

  private <T> Future<T> countTry(TenantId tenant, UUID linkId, Throwable failed) {
    boolean costs = failed instanceof Failure known && COSTS_A_TRY.contains(known.problem());
    return costs
        ? db.inTenant(tenant, c -> links.failedTry(c, linkId))
            .compose(counted -> Future.failedFuture(failed))
        : Future.failedFuture(failed);
  }

  private Future<Intake> store(
      TenantId tenant, UploadLink link, DecodedBarcode code, String browser) {
    boolean first = link.state().equals("open");
    return enrolment
        .intake()
        .take(
            tenant,
            link.loginId(),
            code,
            Optional.of(link.id()),
            c -> first ? use(c, link.id(), browser) : countReplacing(c, link, code));
  }

  // Otherwise somebody could put off the end of the ten minutes for ever.
  private Future<Void> countReplacing(TenantConnection c, UploadLink link, DecodedBarcode code) {
    return enrolment
        .intake()
        .addsCode(c, link.loginId(), code, link.id())
        .compose(adds -> adds ? Future.succeededFuture() : links.failedTry(c, link.id()));
  }

  private Future<Void> use(TenantConnection c, UUID linkId, String browser) {
    return links
        .use(c, linkId, Tokens.hash(browser), time.now())
        .map(
            used -> {
              if (!used) {
                throw used();
              }
              return null;
            });
  }

  /** Reads a picture on the barcode pool; fails with the reason a person understands. */
  Future<DecodedBarcode> decode(Buffer picture) {
    return barcodes.read(picture);
  }

  /**
   * Chooses one of the accounts that came over a link, from the browser that sent them.
   *
   * @return fails with LINK_UNKNOWN, LINK_USED, SECOND_FACTOR_STATE when nothing waits or it is
   *     none of them, UNUSABLE_BARCODE
   */
  public Future<Enrolled> choose(
      TenantId tenant, UUID linkId, Optional<String> browser, UUID candidate) {
    return look(tenant, linkId)
        .compose(
            opened -> {
              var link = mine(opened, browser);
              return enrolment
                  .intake()
                  .choose(tenant, link.loginId(), candidate, Optional.of(linkId))
                  .recover(failed -> Future.failedFuture(choiceOver(failed)));
            });
  }

  // The link is there: what is not is the choice.
  private static Throwable choiceOver(Throwable failed) {
    return failed instanceof Failure known && known.problem() == Problem.NOT_FOUND
        ? new Failure(Problem.SECOND_FACTOR_STATE, "no-choice", known.detail())
        : failed;
  }

  /** Confirms over a used link, from the browser that sent the photo. */
  public Future<Login> confirm(
      TenantId tenant, UUID linkId, Optional<String> browser, Optional<Enrolment.Typed> code) {
    return look(tenant, linkId)
        .compose(
            opened -> {
              var link = mine(opened, browser);
              if (opened.choice().isPresent()) {
                throw new Failure(
                    Problem.SECOND_FACTOR_STATE, "nothing-chosen", "Choose one of the accounts.");
              }
              return enrolment.confirm(tenant, link.loginId(), code);
            });
  }

  private static UploadLink mine(Opened opened, Optional<String> browser) {
    var link = opened.link();
    if (link.state().equals("open")) {
      throw new Failure(Problem.SECOND_FACTOR_STATE, "no-seed", "Send the photo first.");
    }
    if (!link.isOf(browser)) {
      throw new Failure(
          Problem.LINK_USED,
          "This link was used in another browser. Go on there, or ask for a new one.");
    }
    return link;
  }
}
