// Why a photo could not be read.
/** Measures a photo in which no code was read: light, sharpness, where a code seems to be. */
@CheckReturnValue
package de.belegbote.enrolment.barcode.diagnosis;

import com.google.errorprone.annotations.CheckReturnValue;
