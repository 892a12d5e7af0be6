// Takes the set-up code out of all that was read, or says why there is none.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.OtpExport;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A usable set-up code wins over an export, and that over everything else in the picture. */
final class CodeChoice {
  private final Map<OtpAuth, String> usable = new LinkedHashMap<>();
  private final Map<OtpExport, String> exports = new LinkedHashMap<>();
  private Failure unusable;

  private CodeChoice() {}

  /** Whether a text may be what is looked for, so that the search can end. */
  static boolean isSetUpCode(String text) {
    return starts(text, "otpauth://") || OtpExport.looksLikeOne(text);
  }

  /**
   * Takes the one usable set-up code, or the codes of one export.
   *
   * @throws Failure NO_BARCODE or UNUSABLE_BARCODE with the reason
   */
  static DecodedBarcode of(Collection<FoundCode> codes) {
    var choice = new CodeChoice();
    codes.stream().map(FoundCode::text).filter(CodeChoice::isSetUpCode).forEach(choice::add);
    if (choice.usable.size() > 1) {
      throw PictureRefusal.SEVERAL_CODES.failure();
    }
    if (choice.usable.size() == 1) {
      var one = choice.usable.entrySet().iterator().next();
      return DecodedBarcode.of(one.getValue(), one.getKey());
    }
    if (!choice.exports.isEmpty()) {
      return choice.export();
    }
    throw choice.unusable != null ? choice.unusable : best(codes).failure();
  }

  private void add(String text) {
    try {
      if (OtpExport.looksLikeOne(text)) {
        exports.putIfAbsent(OtpExport.fromUri(text), text);
      } else {
        usable.putIfAbsent(OtpAuth.fromUri(text), text);
      }
    } catch (Failure refused) {
      unusable = refused;
    }
  }

  private DecodedBarcode export() {
    List<OtpExport> codes = new ArrayList<>(exports.keySet());
    String text = exports.get(codes.get(0));
    if (codes.stream().map(OtpExport::batch).distinct().count() > 1) {
      throw PictureRefusal.SEVERAL_CODES.failure();
    }
    if (codes.size() == 1) {
      Optional<OtpAuth> only = codes.get(0).only();
      if (only.isPresent()) {
        return DecodedBarcode.of(text, only.get());
      }
    }
    boolean some =
        codes.stream().flatMap(code -> code.entries().stream()).anyMatch(e -> e.auth().isPresent());
    if (!some && codes.size() == codes.get(0).parts()) {
      throw PictureRefusal.EXPORT.failure();
    }
    return new DecodedBarcode(new Secret(text), Optional.empty(), codes, Optional.empty());
  }

  /** The code by which the choice, or the refusal, was made; the first of several. */
  static FoundCode decisive(Collection<FoundCode> codes) {
    return codes.stream()
        .min(
            Comparator.comparing((FoundCode code) -> !isSetUpCode(code.text()))
                .thenComparing(
                    code -> isSetUpCode(code.text()) ? PictureRefusal.OTHER : kind(code)))
        .orElseThrow();
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
    return CodeKind.of(code.text());
  }

  private static boolean starts(String text, String lowerCase) {
    return text.strip().toLowerCase(Locale.ROOT).startsWith(lowerCase);
  }
}
