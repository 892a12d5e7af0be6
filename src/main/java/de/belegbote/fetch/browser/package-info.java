/** The browser engines behind one port, and the way out of the house they share. */
@CheckReturnValue
package de.belegbote.fetch.browser;

import com.google.errorprone.annotations.CheckReturnValue;
