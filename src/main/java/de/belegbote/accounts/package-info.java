/**
 * Logins (credentials and second factor of one user name) and the portal accounts that use them.
 */
@CheckReturnValue
package de.belegbote.accounts;

import com.google.errorprone.annotations.CheckReturnValue;
