/**
 * A PostgreSQL of one's own for trials and tests: unpacked, started, guarded and stopped by this
 * process. Production brings its own server.
 */
@CheckReturnValue
package de.belegbote.platform.db.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
