// Who comes with which link, before anything else is done.
package de.belegbote.pages;

import de.belegbote.enrolment.BrowserCookie;
import de.belegbote.http.RateLimits;
import de.belegbote.http.RequestId;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Finds the link of an address, its tenant, and the browser's cookie; counts requests per link. */
final class Entrance {
  /** Whose link it is and which browser stands before it. */
  record Visit(Tenant tenant, UUID link, Optional<String> browser) {
    Principal who() {
      return new Principal(tenant.id(), Principal.Kind.CUSTOMER, link.toString(), Set.of());
    }

    @Override
    public String toString() {
      return "Visit[" + link + "]";
    }
  }

  private final Function<String, Future<Database.Located>> find;
  private final TenantFiles tenants;
  private final BrowserCookie browser;
  private final boolean secure;
  private final RateLimits limits = new RateLimits();

  Entrance(UploadPage.Parts parts) {
    this(parts.visits()::find, parts.tenants(), BrowserCookie.UPLOAD, parts.secure());
  }

  /**
   * The door of a kind of link.
   *
   * @param find whose link a token is; fails with LINK_UNKNOWN
   * @param browser the cookie by which its browser is known again
   */
  Entrance(
      Function<String, Future<Database.Located>> find,
      TenantFiles tenants,
      BrowserCookie browser,
      boolean secure) {
    this.find = find;
    this.tenants = tenants;
    this.browser = browser;
    this.secure = secure;
  }

  /** Fails with LINK_UNKNOWN or QUOTA_EXCEEDED. */
  Future<Visit> visit(RoutingContext ctx) {
    // Before anything is answered, so that the name is in the head of the answer.
    String unused = RequestId.of(ctx);
    String token = ctx.pathParam("token");
    if (!token.matches("[A-Za-z0-9_-]{16,100}")) {
      return Future.failedFuture(unknown());
    }
    return find.apply(token).map(found -> visit(ctx, found));
  }

  private Visit visit(RoutingContext ctx, Database.Located found) {
    Tenant tenant = tenants.byId(found.tenant()).orElseThrow(Entrance::unknown);
    var visit = new Visit(tenant, found.id(), cookie(ctx, browser));
    limits
        .take(visit.who(), tenant, ctx.response())
        .ifPresent(
            usedUp -> {
              usedUp
                  .quota()
                  .ifPresent(
                      quota ->
                          ctx.response()
                              .putHeader("Retry-After", String.valueOf(quota.pause().toSeconds())));
              throw usedUp;
            });
    return visit;
  }

  private static Failure unknown() {
    return new Failure(Problem.LINK_UNKNOWN, "Ask for a new link.");
  }

  Optional<String> cookie(RoutingContext ctx, BrowserCookie which) {
    return Optional.ofNullable(ctx.request().getHeader("Cookie"))
        .flatMap(header -> which.find(header, secure));
  }
}
