/** Who did what, and which secret was used when and why. */
@CheckReturnValue
package de.belegbote.audit;

import com.google.errorprone.annotations.CheckReturnValue;
