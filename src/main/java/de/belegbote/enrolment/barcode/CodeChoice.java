// Takes the set-up code out of all that was read, or says why there is none.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A usable set-up code wins over everything else in the picture. */
final class CodeChoice {
  private CodeChoice() {}

  static boolean isSetUpCode(String text) {
    return starts(text, "otpauth://");
  }

  /**
   * Takes the one usable set-up code.
   *
   * @throws Failure NO_BARCODE or UNUSABLE_BARCODE with the reason
   */
  static DecodedBarcode of(Collection<FoundCode> codes) {
    Map<OtpAuth, String> usable = new LinkedHashMap<>();
    Failure unusable = null;
    for (FoundCode code : codes) {
      String text = code.text();
      if (isSetUpCode(text)) {
        try {
          usable.putIfAbsent(OtpAuth.fromUri(text), text);
        } catch (Failure refused) {
          unusable = refused;
        }
      }
    }
    if (usable.size() > 1) {
      throw PictureRefusal.SEVERAL_CODES.failure();
    }
    if (usable.isEmpty()) {
      throw unusable != null ? unusable : best(codes).failure();
    }
    return new DecodedBarcode(new Secret(usable.values().iterator().next()));
  }

  /** Of several useless codes the one that tells most; the enum lists that one first. */
  private static PictureRefusal best(Collection<FoundCode> codes) {
    return codes.stream()
        .map(CodeChoice::kind)
        .min(Comparator.naturalOrder())
        .orElse(PictureRefusal.NO_CODE);
  }

  private static PictureRefusal kind(FoundCode code) {
    if (code.isStripes()) {
      return PictureRefusal.PRODUCT;
    }
    String text = code.text();
    return starts(text, "otpauth-migration:") ? PictureRefusal.EXPORT : CodeKind.of(text);
  }

  private static boolean starts(String text, String lowerCase) {
    return text.strip().toLowerCase(Locale.ROOT).startsWith(lowerCase);
  }
}
