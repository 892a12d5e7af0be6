/** The tenant's own customers. */
@CheckReturnValue
package de.belegbote.companies;

import com.google.errorprone.annotations.CheckReturnValue;
