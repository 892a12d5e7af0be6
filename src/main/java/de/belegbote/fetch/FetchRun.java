// Carries one claimed fetch from its start to its end.
package de.belegbote.fetch;

import com.google.errorprone.annotations.MustBeClosed;
import de.belegbote.accounts.Login;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.fetch.browser.KeptSession;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begin (a transaction), run (blocking, on the pool {@code fetch}, no transaction open), end (a
 * transaction). Every write carries the claim.
 */
final class FetchRun {
  private static final Logger LOG = LoggerFactory.getLogger(FetchRun.class);

  /** How long a run may take, waits for time steps aside. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  // Two codes, three periods of 120 s each at most.
  private static final Duration WAITS = Duration.ofMinutes(12);
  private static final int END_TRIES = 10;
  private static final long END_PAUSE_MS = 3_000;

  private final FetchParts parts;
  private final Vertx vertx;
  private final WorkerExecutor pool;
  private final FetchQueue queue;
  private final FetchStore fetches = new FetchStore();
  private final Recipe recipe;
  private final ClaimWatch watch;

  FetchRun(FetchParts parts, Vertx vertx, WorkerExecutor pool, Recipe recipe, ClaimWatch watch) {
    this.parts = parts;
    this.vertx = vertx;
    this.pool = pool;
    this.queue = new FetchQueue(parts.db());
    this.recipe = recipe;
    this.watch = watch;
  }

  /** Succeeds when the fetch is over for this process, however it ended. */
  Future<Void> carryOut() {
    return parts
        .db()
        .inTenant(watch.claim().tenant(), this::begin)
        .compose(started -> result(started).compose(result -> end(started, result)))
        .recover(this::gone);
  }

  private Future<Started> begin(TenantConnection c) {
    var claim = watch.claim();
    return parts
        .accounts()
        .get(c, claim.account())
        .compose(
            account ->
                parts.logins().get(c, claim.login()).compose(login -> begun(c, account, login)));
  }

  private Future<Started> begun(TenantConnection c, PortalAccount account, Login login) {
    return fetches
        .begin(c, watch.claim(), account, Started.version(recipe), parts.time().now())
        .map(fetch -> new Started(watch.claim(), fetch, account, login, recipe));
  }

  private Future<RunResult> result(Started run) {
    if (run.claim().attempts() > FetchQueue.MOST_CLAIMS) {
      return over(FetchOutcome.CRASHED, "three runs ended without an outcome");
    }
    if (run.login().closedBy().isPresent()) {
      return over(FetchOutcome.valueOf(run.login().closedBy().get()), "not tried: login closed");
    }
    return pool.executeBlocking(() -> drive(run), false).recover(thrown -> failed(run, thrown));
  }

  private static Future<RunResult> over(FetchOutcome outcome, String detail) {
    return Future.succeededFuture(new RunResult(outcome, "", detail, Counts.NONE, false, false));
  }

  private RunResult drive(Started run) {
    watch.check();
    var credentials = new Credentials(parts, run.tenant(), run.login(), run.fetch(), watch);
    var intake = new Intake(parts, run);
    var input =
        new RunInput(
            settings(run.account()),
            run.account().since(),
            credentials::username,
            credentials::password,
            credentials::code,
            watch::check,
            key -> {
              watch.check();
              return intake.known(key);
            },
            document -> {
              watch.check();
              return intake.store(document);
            },
            what -> note(run, what),
            parts.time(),
            LIMIT);
    var keeping = new SessionKeeping(parts, run);
    var kept = keeping.read(credentials);
    try (Browsers.Open open = open(kept.map(SessionKeeping.Kept::session))) {
      watch.cutWith(open::cut);
      var runner = new RecipeRunner(recipe, open.browser(), input);
      RunResult result =
          whole(kept.isPresent() ? runner.resume(kept.get().doubted()) : runner.run());
      keeping.write(runner.session(), open.browser()::keep);
      return result;
    }
  }

  @MustBeClosed
  private Browsers.Open open(Optional<KeptSession> session) {
    Duration deadline = LIMIT.plus(WAITS);
    return parts.browsers().open(recipe.engine(), recipe.language(), deadline, session);
  }

  // What a run that was cut off says about the portal is our doing. A refusal counts.
  private RunResult whole(RunResult result) {
    if (watch.ending() && result.outcome().canHeal()) {
      throw RunStopped.ending();
    }
    return result;
  }

  private void note(Started run, String what) {
    watch.check();
    var now = parts.time().now().truncatedTo(ChronoUnit.MILLIS);
    var step = new JsonObject().put("at", now.toString()).put("what", what);
    Waiting.on(parts.db().inTenant(run.tenant(), c -> fetches.step(c, run.fetch(), step)));
  }

  private static Map<String, List<String>> settings(PortalAccount account) {
    var settings = new HashMap<String, List<String>>();
    for (String name : account.settings().fieldNames()) {
      JsonArray values = account.settings().getJsonArray(name);
      settings.put(name, values.stream().map(String::valueOf).toList());
    }
    return settings;
  }

  // What a run throws is no outcome of the portal: it must stop, or something of ours is broken.
  private static Future<RunResult> failed(Started run, Throwable thrown) {
    if (thrown instanceof RunStopped || isLost(thrown)) {
      return Future.failedFuture(thrown);
    }
    LOG.atError()
        .addKeyValue("tenant", run.tenant())
        .addKeyValue("fetch", run.fetch())
        .setCause(thrown)
        .log("a run failed");
    return over(FetchOutcome.FAILED, detail(thrown));
  }

  private static String detail(Throwable thrown) {
    if (thrown instanceof Failure known) {
      return known.problem() + ": " + known.detail();
    }
    return thrown instanceof BrowserException browser
        ? browser.getMessage()
        : thrown.getClass().getName();
  }

  private static boolean isLost(Throwable thrown) {
    return thrown instanceof Failure known && known.problem() == Problem.CONFLICT;
  }

  private Future<Void> end(Started run, RunResult result) {
    LOG.atInfo()
        .addKeyValue("tenant", run.tenant())
        .addKeyValue("fetch", run.fetch())
        .addKeyValue("portal", run.account().portalId())
        .addKeyValue("outcome", result.outcome())
        .addKeyValue("page", result.page())
        .addKeyValue("detail", result.detail())
        .addKeyValue("stored", result.counts().stored())
        .log("fetch ended");
    return written(run, result, END_TRIES).onSuccess(done -> count(result.outcome()));
  }

  // Both tags are of closed lists, the catalogue's portals and the enum, so that series stay few.
  private void count(FetchOutcome outcome) {
    parts
        .meters()
        .counter("belegbote.fetches", "portal", recipe.id(), "outcome", outcome.name())
        .increment();
  }

  // A refused password that nobody noted would be tried again: the outcome waits for the database.
  private Future<Void> written(Started run, RunResult result, int tries) {
    return new FetchEnd(parts, run)
        .write(result)
        .recover(
            cause -> {
              boolean away =
                  cause instanceof Failure known && known.problem() == Problem.UNAVAILABLE;
              return away && tries > 1
                  ? vertx
                      .timer(END_PAUSE_MS, java.util.concurrent.TimeUnit.MILLISECONDS)
                      .compose(later -> written(run, result, tries - 1))
                  : Future.failedFuture(cause);
            });
  }

  private Future<Void> gone(Throwable cause) {
    UUID account = watch.claim().account();
    boolean deleted = cause instanceof Failure known && known.problem() == Problem.NOT_FOUND;
    if (cause instanceof RunStopped stopped && !stopped.lost()) {
      return queue.giveBack(watch.claim());
    }
    if (cause instanceof RunStopped || isLost(cause) || deleted) {
      LOG.info("the claim of account {} is lost or its account is gone", account);
      return Future.succeededFuture();
    }
    return Future.failedFuture(cause);
  }
}
