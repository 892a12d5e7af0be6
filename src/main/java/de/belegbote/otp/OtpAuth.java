// Everything an authenticator app is told when a second factor is set up.
package de.belegbote.otp;

import de.belegbote.platform.OutsideText;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/**
 * The settings of a time-based one-time password (RFC 6238).
 *
 * @param seed base32 (RFC 4648) in upper-case without padding, 80 to 1024 bits; other spellings are
 *     brought into this form
 * @param issuer who the code is for, as the portal wrote it, cleaned; may be empty
 * @param account user name as the portal wrote it, cleaned; may be empty
 * @param algorithm what the HMAC hashes with
 * @param digits length of a code, 6 to 8
 * @param period life of a code in seconds, 15 to 120
 */
public record OtpAuth(
    Secret seed, String issuer, String account, Algorithm algorithm, int digits, int period) {
  static final int MIN_SEED_BYTES = 10;
  static final int MAX_SEED_BYTES = 128;
  static final int MIN_DIGITS = 6;
  static final int MAX_DIGITS = 8;
  static final int MIN_PERIOD = 15;
  static final int MAX_PERIOD = 120;
  private static final Base32 BASE32 = Base32.builder().get();

  /** The hash of the code's HMAC (RFC 6238 section 1.2). */
  public enum Algorithm {
    SHA1("HmacSHA1"),
    SHA256("HmacSHA256"),
    SHA512("HmacSHA512");

    private final String mac;

    Algorithm(String mac) {
      this.mac = mac;
    }

    /** Name of the MAC in the Java Cryptography Architecture. */
    String mac() {
      return mac;
    }
  }

  public OtpAuth {
    byte[] bytes = bytes(seed);
    if (bytes.length < MIN_SEED_BYTES
        || bytes.length > MAX_SEED_BYTES
        || digits < MIN_DIGITS
        || digits > MAX_DIGITS
        || period < MIN_PERIOD
        || period > MAX_PERIOD) {
      throw new IllegalArgumentException("seed, digits or period outside the limits");
    }
    seed = base32(bytes);
    issuer = OutsideText.clean(issuer);
    account = OutsideText.clean(account);
  }

  /**
   * Settings with the usual defaults: SHA-1, six digits, 30 seconds.
   *
   * @param seed 10 to 128 bytes
   */
  public static OtpAuth ofSeed(byte[] seed, String issuer, String account) {
    return new OtpAuth(base32(seed), issuer, account, Algorithm.SHA1, 6, 30);
  }

  /**
   * Reads the text of a barcode, {@code otpauth://totp/…}, by the Key URI format
   * (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
   *
   * @throws de.belegbote.platform.Failure UNUSABLE_BARCODE with a {@link KeyRefusal} as reason
   */
  public static OtpAuth fromUri(String text) {
    return KeyUri.read(text, Problem.UNUSABLE_BARCODE);
  }

  /**
   * Reads what a person typed or pasted as their security key: base32 in any case, with spaces,
   * dashes and padding as portals group it, or a whole Key URI. A bare key gets the usual defaults:
   * SHA-1, six digits, 30 seconds; issuer and account stay empty.
   *
   * @throws de.belegbote.platform.Failure INVALID_KEY with a {@link KeyRefusal} as reason
   */
  public static OtpAuth fromKey(String text) {
    if (KeyUri.looksLikeOne(text)) {
      return KeyUri.read(text, Problem.INVALID_KEY);
    }
    return new OtpAuth(KeyUri.typed(text, Problem.INVALID_KEY), "", "", Algorithm.SHA1, 6, 30);
  }

  /**
   * The same seed with what a person said beside the key; null leaves a setting as it is.
   *
   * @param algorithm SHA1, SHA256 or SHA512
   * @throws IllegalArgumentException for values outside the limits, which the contract keeps out
   */
  public OtpAuth with(String algorithm, Integer digits, Integer period) {
    return new OtpAuth(
        seed,
        issuer,
        account,
        algorithm == null ? this.algorithm : Algorithm.valueOf(algorithm),
        digits == null ? this.digits : digits,
        period == null ? this.period : period);
  }

  /**
   * Reads back what {@link #toSecret()} gave.
   *
   * @throws de.belegbote.platform.Failure INTERNAL_ERROR if it is something else
   */
  public static OtpAuth fromSecret(Secret stored) {
    return KeyUri.read(stored.reveal(), Problem.INTERNAL_ERROR);
  }

  /**
   * The canonical Key URI, for the secret store and for drawing a QR code: every field is written,
   * the same settings always give the same text.
   */
  public Secret toSecret() {
    String label = issuer.isEmpty() ? encoded(account) : encoded(issuer) + ":" + encoded(account);
    return new Secret(
        "otpauth://totp/%s?secret=%s%s&algorithm=%s&digits=%d&period=%d"
            .formatted(
                label,
                seed.reveal(),
                issuer.isEmpty() ? "" : "&issuer=" + encoded(issuer),
                algorithm,
                digits,
                period));
  }

  /** The seed as key of the HMAC. */
  SecretKey key() {
    return new SecretKeySpec(bytes(seed), algorithm.mac());
  }

  /** Bits that do not fill a byte are dropped, as authenticator apps do. */
  static byte[] bytes(Secret base32) {
    return BASE32.decode(base32.reveal());
  }

  static Secret base32(byte[] bytes) {
    return new Secret(BASE32.encodeAsString(bytes).replace("=", ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
