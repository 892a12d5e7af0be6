/** Connect sessions: visits of a tenant's customers to the hosted wizard. */
@CheckReturnValue
package de.belegbote.connect;

import com.google.errorprone.annotations.CheckReturnValue;
