// A run that has begun.
package de.belegbote.fetch;

import de.belegbote.accounts.Login;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.platform.TenantId;
import de.belegbote.portals.recipe.Recipe;
import java.util.UUID;

/**
 * What a run works with, as it stood when it began.
 *
 * @param fetch id of its row in the history
 * @param login with the references of the secrets that the run uses
 */
record Started(
    FetchQueue.Claim claim, UUID fetch, PortalAccount account, Login login, Recipe recipe) {
  TenantId tenant() {
    return claim.tenant();
  }

  /** Recipe and version, as runs and invoices name it: {@code practice@1}. */
  String version() {
    return version(recipe);
  }

  static String version(Recipe recipe) {
    return recipe.id() + "@" + recipe.versions();
  }
}
