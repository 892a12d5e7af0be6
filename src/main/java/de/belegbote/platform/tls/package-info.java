/** Certificates for trials and tests; production brings its own. */
@CheckReturnValue
package de.belegbote.platform.tls;

import com.google.errorprone.annotations.CheckReturnValue;
