// What this package is for.
/**
 * From brightness to codes: a ladder of ways to read a code in a photo, the quick ones first.
 *
 * <p>{@link de.belegbote.enrolment.barcode.reading.PhotoReader} is the way in. Texts are not judged
 * here.
 */
@CheckReturnValue
package de.belegbote.enrolment.barcode.reading;

import com.google.errorprone.annotations.CheckReturnValue;
