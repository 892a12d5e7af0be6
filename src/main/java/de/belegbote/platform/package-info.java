/** What every feature stands on: problems and failures, identifiers, secrets in memory, time. */
@CheckReturnValue
package de.belegbote.platform;

import com.google.errorprone.annotations.CheckReturnValue;
