/**
 * Pages for people: rendered here, without scripts if need be. Templates lie in resources/pages.
 */
@CheckReturnValue
package de.belegbote.pages;

import com.google.errorprone.annotations.CheckReturnValue;
