/**
 * From a photo to the set-up code in it. One class per step: {@link
 * de.belegbote.enrolment.barcode.PictureHeader} says what the file is before a pixel is decoded,
 * {@link de.belegbote.enrolment.barcode.OpenedPicture} makes it grey, {@link
 * de.belegbote.enrolment.barcode.reading.PhotoReader} reads the codes, {@link
 * de.belegbote.enrolment.barcode.CodeChoice} takes the right one. Nothing is ever written to a
 * disk.
 */
@CheckReturnValue
package de.belegbote.enrolment.barcode;

import com.google.errorprone.annotations.CheckReturnValue;
