/** Events of a tenant and the bells that wake workers up. */
@CheckReturnValue
package de.belegbote.platform.events;

import com.google.errorprone.annotations.CheckReturnValue;
