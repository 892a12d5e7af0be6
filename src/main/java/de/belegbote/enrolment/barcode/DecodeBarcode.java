// Asks the barcode pool to read a photo.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;

/**
 * A photo or screenshot.
 *
 * @param picture the file's bytes as they came; not changed by anyone from here on
 */
public record DecodeBarcode(Buffer picture) {
  @Override
  public String toString() {
    return "DecodeBarcode[" + picture.length() + " bytes]";
  }
}
