// A mobile number that may get a message.
package de.belegbote.enrolment;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.util.Locale;
import java.util.Set;

/** A number in E.164; printing it shows the last three digits only. */
public record PhoneNumber(String e164) {
  private static final Set<PhoneNumberType> MOBILE =
      Set.of(PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE);

  /**
   * Reads a number as people write it.
   *
   * @param text E.164, or national as in the first allowed country
   * @param countries regions (ISO 3166) whose numbers are allowed
   * @param home region of a number without country code
   */
  public static PhoneNumber of(String text, Set<String> countries, String home) {
    var util = PhoneNumberUtil.getInstance();
    try {
      var number = util.parse(text, home);
      if (!util.isValidNumber(number)) {
        throw refused("This is no number that exists. Write it like +49 170 1234567.", null);
      }
      if (!MOBILE.contains(util.getNumberType(number))) {
        throw refused("Only a mobile phone can get the message. Give a mobile number.", null);
      }
      if (!countries.contains(util.getRegionCodeForNumber(number))) {
        throw refused(
            "Messages go to these countries only: "
                + String.join(", ", new java.util.TreeSet<>(countries))
                + ".",
            null);
      }
      return new PhoneNumber(util.format(number, PhoneNumberFormat.E164));
    } catch (NumberParseException broken) {
      throw refused("This is no phone number. Write it like +49 170 1234567.", broken);
    }
  }

  /** Home region for a language of the tenant's customers. */
  static String home(Locale language) {
    return language.getLanguage().equals("fr") ? "FR" : "DE";
  }

  private static Failure refused(String detail, Throwable cause) {
    return new Failure(Problem.INVALID_PHONE_NUMBER, detail, cause);
  }

  /** The country's code, such as 49. */
  int dialCode() {
    try {
      return PhoneNumberUtil.getInstance().parse(e164, null).getCountryCode();
    } catch (NumberParseException impossible) {
      throw new IllegalStateException("a number that was read once", impossible);
    }
  }

  /** The last three digits, enough to tell two phones apart. */
  public String masked() {
    return "***" + e164.substring(e164.length() - 3);
  }

  @Override
  public String toString() {
    return masked();
  }
}
