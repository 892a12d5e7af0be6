// The set-up code that was found in a photo.
package de.belegbote.enrolment.barcode;

import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.OtpExport;
import de.belegbote.platform.Secret;
import de.belegbote.platform.Spot;
import java.util.List;
import java.util.Optional;

/**
 * A usable set-up code, or the codes of an export with several accounts to choose from.
 *
 * @param text as it stood in the picture, {@code otpauth://totp/…}; of an export its first code
 * @param single what is set up, unless one has to be chosen
 * @param exports the codes of one export, different ones; empty unless one has to be chosen
 * @param seen where in the picture it stood
 */
public record DecodedBarcode(
    Secret text, Optional<OtpAuth> single, List<OtpExport> exports, Optional<Spot> seen)
    implements BarcodeReply {
  public DecodedBarcode {
    exports = List.copyOf(exports);
  }

  static DecodedBarcode of(String text, OtpAuth auth) {
    return new DecodedBarcode(new Secret(text), Optional.of(auth), List.of(), Optional.empty());
  }

  DecodedBarcode seenAt(Spot spot) {
    return new DecodedBarcode(text, single, exports, Optional.of(spot));
  }

  /** What the code sets up; there must be no choice. */
  public OtpAuth auth() {
    return single.orElseThrow();
  }

  @Override
  public String toString() {
    return "DecodedBarcode[***]";
  }
}
