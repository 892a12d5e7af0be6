/** Where events are sent to: endpoints, signatures, deliveries and their repetition. */
@CheckReturnValue
package de.belegbote.webhooks;

import com.google.errorprone.annotations.CheckReturnValue;
