// The set-up code that was found in a photo.
package de.belegbote.enrolment.barcode;

import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Secret;

/**
 * A usable set-up code.
 *
 * @param text as it stood in the picture, {@code otpauth://totp/…}
 */
public record DecodedBarcode(Secret text) implements BarcodeReply {
  /** What the code sets up. */
  public OtpAuth auth() {
    return OtpAuth.fromUri(text.reveal());
  }
}
