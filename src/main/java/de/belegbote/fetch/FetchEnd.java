// Writes down how a run ended and what follows from it.
package de.belegbote.fetch;

import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.Login;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.PortalAccount.State;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.FetchOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One transaction: history, login, account and its siblings, queue, events. It locks the login
 * first, then accounts, then the queue, in the order everybody does; it holds the claim, so a run
 * that lost it changes nothing.
 */
final class FetchEnd {
  private final FetchParts parts;
  private final Started run;
  private final FetchStore fetches = new FetchStore();

  FetchEnd(FetchParts parts, Started run) {
    this.parts = parts;
    this.run = run;
  }

  /** Fails with CONFLICT when the claim is lost, with NOT_FOUND when account or login are gone. */
  Future<Void> write(RunResult result) {
    // As the database keeps it, so that rows and answers say the same moment.
    Instant now = parts.time().now().truncatedTo(ChronoUnit.MICROS);
    return parts
        .db()
        .inTenant(
            run.tenant(),
            c ->
                parts
                    .logins()
                    .lock(c, run.login().id())
                    .compose(login -> locked(c, login, result, now)));
  }

  private Future<Void> locked(TenantConnection c, Login login, RunResult result, Instant now) {
    // New credentials came while the old ones were being tried: the refusal is not theirs.
    boolean renewed =
        !login.password().equals(run.login().password())
            || !login.seed().equals(run.login().seed())
            || !login.username().equals(run.login().username());
    return parts
        .accounts()
        .lock(c, run.account().id())
        .compose(
            account ->
                fetches
                    .hold(c, run.claim())
                    .compose(held -> fetches.outcomes(c, account.id(), RetryPlan.LOOKS_BACK))
                    .compose(
                        before -> {
                          var end = new End(c, login, account, result, before, renewed, now);
                          return end.write();
                        }));
  }

  private final class End {
    private final TenantConnection c;
    private final Login login;
    private final PortalAccount account;
    private final RunResult result;
    private final FetchOutcome outcome;
    private final boolean renewed;
    private final Optional<Instant> next;
    private final Instant now;

    End(
        TenantConnection c,
        Login login,
        PortalAccount account,
        RunResult result,
        List<FetchOutcome> before,
        boolean renewed,
        Instant now) {
      this.c = c;
      this.login = login;
      this.account = account;
      this.result = result;
      this.outcome = result.outcome();
      this.renewed = renewed && !result.outcome().good();
      this.next = RetryPlan.next(account, outcome, before, result.askedWait(), now);
      this.now = now;
    }

    Future<Void> write() {
      return fetches
          .finish(c, run.fetch(), result, now)
          .compose(done -> seen())
          .compose(done -> account())
          .compose(done -> siblings())
          .compose(done -> parts.accounts().fetched(c, account.id(), last(), next.orElse(null)))
          .compose(done -> fetches.release(c, run.claim(), next.orElse(null)))
          .compose(done -> tellFinished())
          .compose(done -> again());
    }

    private Future<Void> seen() {
      return result.signedIn() && !renewed
          ? parts.logins().seen(c, login.id(), result.codeAsked(), now)
          : Future.succeededFuture();
    }

    private Future<Void> account() {
      if (account.state() == State.PAUSED || renewed) {
        return Future.succeededFuture();
      }
      if (outcome.good()) {
        return account.state() == State.ACTIVE ? Future.succeededFuture() : activate();
      }
      return outcome.needsAttention() ? attention(account) : Future.succeededFuture();
    }

    private Future<Void> activate() {
      return parts
          .accounts()
          .state(c, account.id(), State.ACTIVE, null, now)
          .compose(active -> parts.logins().get(c, login.id()))
          .compose(
              known ->
                  tell(
                      "portal_account.active",
                      account,
                      data(account)
                          .put("secondFactorState", known.factor().state().text())
                          .put("link", link("portal-accounts", account.id()))));
    }

    // Nobody knocks any more, for any portal of this login: all its accounts wait.
    private Future<Void> siblings() {
      if (!outcome.closesLogin() || renewed) {
        return Future.succeededFuture();
      }
      return parts
          .logins()
          .close(c, login.id(), outcome.name(), now)
          .compose(closed -> parts.accounts().ofLogin(c, login.id()))
          .compose(
              all -> {
                Future<Void> each = Future.succeededFuture();
                for (PortalAccount other : all) {
                  if (!other.id().equals(account.id()) && other.state() != State.PAUSED) {
                    each = each.compose(before -> attention(other));
                  }
                }
                return each;
              });
    }

    private Future<Void> attention(PortalAccount who) {
      boolean told =
          who.state() == State.NEEDS_ATTENTION
              && who.attention().equals(Optional.of(outcome.name()));
      if (told) {
        return Future.succeededFuture();
      }
      Locale language = language();
      return parts
          .accounts()
          .state(c, who.id(), State.NEEDS_ATTENTION, outcome.name(), now)
          .compose(
              waits ->
                  tell(
                      "portal_account.needs_attention",
                      who,
                      data(who)
                          .put("reason", outcome.name())
                          .put("canHeal", outcome.canHeal())
                          .put("text", outcome.text(language))
                          .put("action", outcome.action(language))
                          .put("link", link("portal-accounts", who.id()))));
    }

    private Future<Void> tellFinished() {
      var counts = result.counts();
      return fetches
          .trigger(c, run.fetch())
          .compose(
              trigger ->
                  tell(
                      "fetch.finished",
                      account,
                      data(account)
                          .put("fetchId", run.fetch().toString())
                          .put("trigger", trigger)
                          .put("outcome", outcome.name())
                          .put(
                              "counts",
                              new JsonObject()
                                  .put("found", counts.found())
                                  .put("stored", counts.stored())
                                  .put("known", counts.known())
                                  .put("failed", counts.failed()))
                          .put("link", link("fetches", run.fetch()))));
    }

    // The row in the queue is free by now, so the new credentials get a fetch of their own.
    private Future<Void> again() {
      return renewed && account.state() != State.PAUSED
          ? parts.orders().now(c, account, FetchOrderQueue.Trigger.CONFIRMATION, now).mapEmpty()
          : Future.succeededFuture();
    }

    private Future<Void> tell(String type, PortalAccount who, JsonObject data) {
      return fetches
          .externalId(c, who.companyId())
          .compose(
              name -> {
                if (name != null) {
                  data.put("externalId", name);
                }
                return parts.outbox().append(c, type, who.companyId(), who.id(), data);
              })
          .mapEmpty();
    }

    private JsonObject last() {
      return new JsonObject()
          .put("id", run.fetch().toString())
          .put("outcome", outcome.name())
          .put("finishedAt", now.toString());
    }

    private Locale language() {
      return parts
          .tenants()
          .byId(run.tenant())
          .map(tenant -> Locale.forLanguageTag(tenant.languages().get(0)))
          .orElse(Locale.GERMAN);
    }
  }

  private static JsonObject data(PortalAccount account) {
    return new JsonObject()
        .put("portalAccountId", account.id().toString())
        .put("companyId", account.companyId().toString())
        .put("portalId", account.portalId());
  }

  private String link(String kind, java.util.UUID id) {
    return parts.publicUrl() + "/v1/" + kind + "/" + id;
  }
}
