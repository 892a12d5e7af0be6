// Speaks to Vault with one credential: signs in, renews, signs in again.
package de.belegbote.secrets.vault;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.SignIn;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token is renewed once half of its lease is over, by whoever comes first: a call or a timer. If
 * Vault says 403, the token is looked up: when it is gone (expired, revoked, its lease revoked) we
 * sign in again and ask once more; when it is there, the policy forbids what was asked.
 *
 * <p>Every failure is {@link Problem#UNAVAILABLE}, whatever Vault's own status was.
 */
final class VaultClient {
  private static final Logger LOG = LoggerFactory.getLogger(VaultClient.class);
  private static final long LOOK_AFTER_TOKEN_MS = 5_000;

  /** Blocking work with the driver. */
  interface Call {
    LogicalResponse on(Logical vault) throws VaultException;
  }

  /** What came back: an HTTP status that is no failure, and the data if there is any. */
  record Answer(int status, LogicalResponse response) {}

  private final Vertx vertx;
  private final VaultPool pool;
  private final VaultDriver driver;
  private final VaultLogin login;
  private final TimeSource time;
  private final ReentrantLock signingIn = new ReentrantLock();
  private final long timer;
  private volatile VaultToken token;

  VaultClient(Vertx vertx, VaultSettings settings, SignIn signIn, TimeSource time) {
    this.vertx = vertx;
    this.pool = new VaultPool(vertx, settings.deadline());
    this.driver = new VaultDriver(settings);
    this.login = new VaultLogin(driver, signIn, time);
    this.time = time;
    this.timer = vertx.setPeriodic(LOOK_AFTER_TOKEN_MS, tick -> lookAfterToken());
  }

  /** Asks Vault; 200, 204, 404 and 400 are answers, the rest are failures. */
  Future<Answer> ask(Call call) {
    return pool.run(() -> askNow(call));
  }

  /** The token in use; signs in if there is none. */
  Future<VaultToken> signedIn() {
    return pool.run(this::current);
  }

  private Answer askNow(Call call) throws InterruptedException {
    VaultToken first = current();
    Answer answer = once(call, first);
    if (answer.status == 403 && login.isGone(first)) {
      forget(first);
      answer = once(call, current());
    }
    return switch (answer.status) {
      case 200, 204, 400, 404 -> answer;
      default -> throw VaultTrouble.of(answer.status, null);
    };
  }

  private Answer once(Call call, VaultToken with) {
    try {
      LogicalResponse response = call.on(driver.logical(with));
      return new Answer(response.getRestResponse().getStatus(), response);
    } catch (VaultException failed) {
      if (failed.getHttpStatusCode() == 403) {
        return new Answer(403, null);
      }
      throw VaultTrouble.of(failed.getHttpStatusCode(), failed);
    }
  }

  // One at a time; the others wait for what the first brings, each within its own deadline.
  private VaultToken current() throws InterruptedException {
    VaultToken known = token;
    if (known != null && !known.isHalfOver(time.now())) {
      return known;
    }
    signingIn.lockInterruptibly();
    try {
      if (token == null) {
        token = login.signIn();
      } else if (token.isHalfOver(time.now())) {
        token = renewedOrNew(token);
      }
      return token;
    } finally {
      signingIn.unlock();
    }
  }

  private VaultToken renewedOrNew(VaultToken old) {
    try {
      return login.renewOrSignIn(old);
    } catch (Failure unanswered) {
      // Vault is away for the moment: what we have may still be good when it is back.
      if (old.isOver(time.now())) {
        token = null;
        throw unanswered;
      }
      LOG.warn("a Vault token cannot be renewed right now", unanswered);
      return old;
    }
  }

  private void forget(VaultToken gone) throws InterruptedException {
    LOG.warn("{} is gone from Vault before its time; signing in again", gone);
    signingIn.lockInterruptibly();
    try {
      if (gone.equals(token)) {
        token = null;
      }
    } finally {
      signingIn.unlock();
    }
  }

  // An idle process would let its token die, and nobody could renew one that was only given to us.
  private void lookAfterToken() {
    if (token != null && token.isHalfOver(time.now())) {
      pool.run(this::current)
          .onFailure(later -> LOG.warn("a Vault token cannot be renewed right now", later));
    }
  }

  /** Revokes the token if we signed in for it; Vault need not answer. */
  Future<Void> close() {
    vertx.cancelTimer(timer);
    VaultToken last = token;
    token = null;
    Future<Void> revoked =
        last == null || !last.own()
            ? Future.succeededFuture()
            : pool.<Void>run(
                    () -> {
                      driver.auth(last).revokeSelf();
                      return null;
                    })
                .timeout(5, TimeUnit.SECONDS)
                .otherwiseEmpty();
    return revoked.eventually(pool::close);
  }
}
