// Where Vault is and who we are there.
package de.belegbote.platform.config;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One KV v2 mount of a Vault server, and a credential for each part that uses it.
 *
 * @param address scheme, host and port
 * @param namespace sent as X-Vault-Namespace; empty for none
 * @param mount path of the KV v2 engine, without slashes at its ends
 * @param authority PEM file of the certificate authorities to trust instead of the JVM's own
 * @param deadline for one use of the store, signing in included
 * @param signIns by right; only those of the parts that this process runs need to be there
 */
public record VaultSettings(
    URI address,
    String namespace,
    String mount,
    Optional<Path> authority,
    Duration deadline,
    Map<Right, SignIn> signIns) {

  /** Who uses the store; each has a policy of its own in {@code helm/vault}. */
  public enum Right {
    /** Creates secrets under fresh references and nothing else. */
    API,
    /** Reads what sign-ins need; lists and destroys for the sweep. */
    FETCH,
    /** Reads and destroys the secrets of webhooks. */
    WEBHOOKS,
    /** Moves secrets in; for the command of that name only. */
    OPERATOR;

    /** As it stands in names of settings. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a token is come by. */
  public sealed interface SignIn {
    /** A token that somebody made; it is renewed, but once it is gone only its owner can help. */
    record Token(Secret token) implements SignIn {}

    /** A role id and its secret id (auth method approle). */
    record AppRole(String mount, String roleId, Secret secretId) implements SignIn {}

    /** The pod's service account; the file is read at each sign-in, because it rotates. */
    record Kubernetes(String mount, String role, Path tokenFile) implements SignIn {}
  }

  /** The credential of a right; fails with UNAVAILABLE when none is set. */
  public SignIn signIn(Right right) {
    return Optional.ofNullable(signIns.get(right))
        .orElseThrow(
            () ->
                new Failure(
                    Problem.UNAVAILABLE,
                    "There is no Vault credential for " + right.text() + "; set it."));
  }
}
