// Keeps the session of a login between its runs.
package de.belegbote.fetch;

import de.belegbote.accounts.LoginStore;
import de.belegbote.fetch.RecipeRunner.Session;
import de.belegbote.fetch.browser.KeptSession;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Secret;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks; for the run's own thread. A session is a secret like a password: written under a fresh
 * reference, then named by the login's row, then the former one is destroyed. Without it the next
 * run signs in, so what goes wrong here ends no run.
 */
final class SessionKeeping {
  private static final Logger LOG = LoggerFactory.getLogger(SessionKeeping.class);

  /** Characters; more is no session but a portal that stores its whole state in the browser. */
  private static final int MOST = 250_000;

  private final FetchParts parts;
  private final Started run;
  private final FetchStore fetches = new FetchStore();
  private final LoginStore logins;
  private Optional<Kept> before = Optional.empty();

  /**
   * A session and what is thought of it.
   *
   * @param doubted the run begins with the sign-in
   */
  record Kept(KeptSession session, boolean doubted) {
    Secret secret() {
      return new Secret(
          new JsonObject()
              .put("doubted", doubted)
              .put("session", session.secret().reveal())
              .encode());
    }

    /** Empty for what nobody of us wrote, which is as good as no session. */
    static Optional<Kept> read(Secret secret) {
      try {
        var json = new JsonObject(secret.reveal());
        boolean doubted = json.getBoolean("doubted");
        return KeptSession.read(new Secret(json.getString("session")))
            .map(session -> new Kept(session, doubted));
      } catch (DecodeException | ClassCastException | NullPointerException unreadable) {
        return Optional.empty();
      }
    }
  }

  SessionKeeping(FetchParts parts, Started run) {
    this.parts = parts;
    this.run = run;
    this.logins = parts.logins();
  }

  /**
   * The session to go on with; empty when there is none.
   *
   * @throws RunStopped when the secret store does not answer
   */
  Optional<Kept> read(Credentials credentials) {
    before = credentials.session().flatMap(Kept::read);
    return before;
  }

  /**
   * Does what a run found right.
   *
   * @param now what the browser has by now, asked for only where it is to be kept
   */
  void write(Session verdict, java.util.function.Supplier<KeptSession> now) {
    try {
      switch (verdict) {
        case LEAVE -> {}
        case DROP -> name(Optional.empty());
        case DOUBT -> before.ifPresent(kept -> name(fresh(new Kept(kept.session(), true))));
        case KEEP -> {
          var kept = new Kept(now.get(), false);
          if (!before.equals(Optional.of(kept))) {
            name(fresh(kept));
          }
        }
      }
    } catch (RuntimeException trouble) {
      LOG.atWarn()
          .addKeyValue("tenant", run.tenant())
          .addKeyValue("fetch", run.fetch())
          .addKeyValue("trouble", trouble.getClass().getName())
          .log("a session cannot be kept; the next run may have to sign in");
    }
  }

  private Optional<SecretRef> fresh(Kept kept) {
    Secret secret = kept.secret();
    if (secret.reveal().length() > MOST) {
      LOG.info("a session of portal {} is too large to be kept", run.account().portalId());
      return Optional.empty();
    }
    return Optional.of(
        Waiting.on(parts.secrets().create(run.tenant(), "session", "session", secret)));
  }

  private void name(Optional<SecretRef> ref) {
    Optional<SecretRef> superfluous = run.login().session();
    if (ref.isEmpty() && superfluous.isEmpty()) {
      return;
    }
    try {
      if (!Waiting.on(parts.db().inTenant(run.tenant(), c -> named(c, ref)))) {
        superfluous = ref;
      }
    } catch (Failure failed) {
      ref.ifPresent(this::destroy);
      throw failed;
    }
    superfluous.ifPresent(this::destroy);
  }

  // Fails when the claim is lost; false when other credentials came meanwhile.
  private Future<Boolean> named(TenantConnection c, Optional<SecretRef> ref) {
    return logins
        .session(c, run.login(), ref)
        .compose(written -> fetches.hold(c, run.claim()).map(written));
  }

  private void destroy(SecretRef ref) {
    Waiting.on(parts.secrets().destroy(run.tenant(), ref));
  }
}
