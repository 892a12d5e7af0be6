/**
 * Recipes: portals described as data, checked when they are loaded. Nothing here does I/O with a
 * portal.
 */
@CheckReturnValue
package de.belegbote.portals.recipe;

import com.google.errorprone.annotations.CheckReturnValue;
