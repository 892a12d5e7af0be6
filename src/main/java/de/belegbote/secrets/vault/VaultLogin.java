// How a token is got, kept and given up.
package de.belegbote.secrets.vault;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings.SignIn;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.github.jopenlibs.vault.response.LookupResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Blocks; for threads of the pool. Fails with UNAVAILABLE. */
final class VaultLogin {
  private final VaultDriver driver;
  private final SignIn signIn;
  private final TimeSource time;

  VaultLogin(VaultDriver driver, SignIn signIn, TimeSource time) {
    this.driver = driver;
    this.signIn = signIn;
    this.time = time;
  }

  VaultToken signIn() {
    try {
      if (signIn instanceof SignIn.Token given) {
        return lookedUp(given.token());
      }
      return token(signIn instanceof SignIn.AppRole role ? login(role) : login(kubernetes()));
    } catch (VaultException failed) {
      // A refused role or secret id is a 400: for us that is no access, not a bad request.
      int status = failed.getHttpStatusCode();
      throw VaultTrouble.of(status == 400 ? 403 : status, failed);
    }
  }

  private SignIn.Kubernetes kubernetes() {
    return (SignIn.Kubernetes) signIn;
  }

  private AuthResponse login(SignIn.AppRole role) throws VaultException {
    return driver.auth().loginByAppRole(role.mount(), role.roleId(), role.secretId().reveal());
  }

  private AuthResponse login(SignIn.Kubernetes pod) throws VaultException {
    String path = "auth/" + pod.mount();
    return driver.auth().loginByKubernetes(pod.role(), jwt(pod.tokenFile()), path);
  }

  private static String jwt(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException missing) {
      throw new Failure(
          Problem.UNAVAILABLE, "The service account's token " + file + " cannot be read.", missing);
    }
  }

  private VaultToken token(AuthResponse auth) {
    return new VaultToken(
        new Secret(auth.getAuthClientToken()),
        time.now(),
        Duration.ofSeconds(auth.getAuthLeaseDuration()),
        auth.isAuthRenewable(),
        true,
        policies(auth.getAuthPolicies()));
  }

  private VaultToken lookedUp(Secret given) throws VaultException {
    var bare = new VaultToken(given, time.now(), Duration.ZERO, false, false, List.of());
    LookupResponse found = driver.auth(bare).lookupSelf();
    return new VaultToken(
        given,
        time.now(),
        Duration.ofSeconds(found.getTTL()),
        found.isRenewable(),
        false,
        policies(found.getPolicies()));
  }

  private static List<String> policies(List<String> named) {
    return named == null ? List.of() : List.copyOf(named);
  }

  /** A token for longer: the same one renewed, or another when that does not help any more. */
  VaultToken renewOrSignIn(VaultToken old) {
    if (old.renewable()) {
      try {
        AuthResponse auth = driver.auth(old).renewSelf();
        var lease = Duration.ofSeconds(auth.getAuthLeaseDuration());
        VaultToken renewed = old.renewed(time.now(), lease, auth.isAuthRenewable());
        if (!renewed.isTooShort() || !old.own()) {
          return renewed;
        }
      } catch (VaultException failed) {
        int status = failed.getHttpStatusCode();
        if (status != 400 && status != 403) {
          throw VaultTrouble.of(status, failed);
        }
      }
    }
    return signIn();
  }

  /** Whether Vault knows a token no more; fails when it does not say. */
  boolean isGone(VaultToken token) {
    try {
      return driver.auth(token).lookupSelf() == null;
    } catch (VaultException failed) {
      if (failed.getHttpStatusCode() == 403) {
        return true;
      }
      throw VaultTrouble.of(failed.getHttpStatusCode(), failed);
    }
  }
}
