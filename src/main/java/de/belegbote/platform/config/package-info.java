/** What an operator can set, checked at start. */
@CheckReturnValue
package de.belegbote.platform.config;

import com.google.errorprone.annotations.CheckReturnValue;
