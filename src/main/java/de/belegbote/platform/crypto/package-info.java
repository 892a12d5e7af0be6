/** Sealing of small values with keys that lie in files. */
@CheckReturnValue
package de.belegbote.platform.crypto;

import com.google.errorprone.annotations.CheckReturnValue;
