/**
 * The practice portal: a portal of our own with scripted users, as a payment provider has a test
 * mode. Customers and developers try the whole way with it; nothing in it is worth protecting.
 */
@CheckReturnValue
package de.belegbote.sandbox;

import com.google.errorprone.annotations.CheckReturnValue;
