// Says what a Vault that does not do as asked means for the caller.
package de.belegbote.secrets.vault;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One problem for all of it: the caller can only try later, and the operator reads the log. */
final class VaultTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(VaultTrouble.class);

  private VaultTrouble() {}

  /**
   * The failure to throw.
   *
   * @param status Vault's HTTP status; 0 when there was none
   * @param cause for the log; its text is Vault's error body, which repeats no value we sent
   */
  static Failure of(int status, Throwable cause) {
    if (status == 403) {
      // No retry helps against it, so it must be seen.
      LOG.error("Vault refuses us; check the policy and the role of this process", cause);
    }
    return new Failure(
        Problem.UNAVAILABLE, what(status) + " Nothing is lost; try again later.", cause);
  }

  // https://developer.hashicorp.com/vault/api-docs: HTTP status codes.
  private static String what(int status) {
    return switch (status) {
      case 0 -> "The secret store does not answer.";
      case 400 -> "The secret store did not accept the request.";
      case 403 -> "The secret store does not let this part of the service in.";
      case 412, 429, 472, 473 -> "The secret store is not ready to serve requests.";
      case 503 -> "The secret store is sealed or under maintenance.";
      default -> "The secret store failed (status " + status + ").";
    };
  }
}
