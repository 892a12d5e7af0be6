/** The catalogue of portals; what they are stands in their recipes. */
@CheckReturnValue
package de.belegbote.portals;

import com.google.errorprone.annotations.CheckReturnValue;
