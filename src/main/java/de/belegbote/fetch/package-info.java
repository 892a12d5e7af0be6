/**
 * Works the queue of fetches off: claims, runs recipes in browsers, and writes down how it ended.
 */
@CheckReturnValue
package de.belegbote.fetch;

import com.google.errorprone.annotations.CheckReturnValue;
