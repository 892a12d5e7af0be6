/** The contract, and how a request becomes a call of a feature and its reply an answer. */
@CheckReturnValue
package de.belegbote.http;

import com.google.errorprone.annotations.CheckReturnValue;
