/** Where calls that leave the house may go: the guard shared by webhooks and browsers. */
@CheckReturnValue
package de.belegbote.platform.egress;

import com.google.errorprone.annotations.CheckReturnValue;
