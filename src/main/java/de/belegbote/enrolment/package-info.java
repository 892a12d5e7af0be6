/** From "here is my phone number" to a second factor that is stored and confirmed. */
@CheckReturnValue
package de.belegbote.enrolment;

import com.google.errorprone.annotations.CheckReturnValue;
