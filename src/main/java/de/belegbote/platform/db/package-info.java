/** The database: pools, tenants and transactions. */
@CheckReturnValue
package de.belegbote.platform.db;

import com.google.errorprone.annotations.CheckReturnValue;
