/** What a tenant sees and decides about itself: its file, its API keys, its diaries. */
@CheckReturnValue
package de.belegbote.tenants;

import com.google.errorprone.annotations.CheckReturnValue;
