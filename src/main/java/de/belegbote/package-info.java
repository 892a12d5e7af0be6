/** The one place that knows every feature: starts the parts and puts them together. */
@CheckReturnValue
package de.belegbote;

import com.google.errorprone.annotations.CheckReturnValue;
