/** Secrets in HashiCorp Vault or OpenBao, by their documented HTTP interface. */
@CheckReturnValue
package de.belegbote.secrets.vault;

import com.google.errorprone.annotations.CheckReturnValue;
