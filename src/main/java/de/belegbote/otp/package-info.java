/** One-time codes: the settings an authenticator code carries, and the codes made from them. */
@CheckReturnValue
package de.belegbote.otp;

import com.google.errorprone.annotations.CheckReturnValue;
