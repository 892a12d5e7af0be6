// Reads the codes by which Google Authenticator hands its accounts to another phone.
package de.belegbote.otp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import de.belegbote.otp.OtpAuth.Algorithm;
import de.belegbote.platform.OutsideText;
import de.belegbote.platform.Problem;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One code of an export, {@code otpauth-migration://offline?data=…}: a protocol buffer in base64.
 * Nobody has published its description; the numbers of the fields are those that every reader of
 * such codes uses. What is not known is skipped.
 *
 * @param entries the accounts in this code, in order
 * @param part which code of the export this is, 0 for the first
 * @param parts how many codes the export has
 * @param batch number of the export, the same in all of its codes
 */
public record OtpExport(List<Entry> entries, int part, int parts, int batch) {
  private static final String SCHEME = "otpauth-migration:";
  private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int MAX_LENGTH = 8_192;
  private static final int MAX_ENTRIES = 50;
  private static final int MAX_PARTS = 20;

  /** Period of every exported account: the format has no field for another. */
  private static final int PERIOD = 30;

  /**
   * One account.
   *
   * @param issuer who it is for, cleaned; may be empty
   * @param account user name, cleaned; may be empty
   * @param auth its settings, if one-time codes can be made of them
   * @param refusal why not, otherwise
   */
  public record Entry(
      String issuer, String account, Optional<OtpAuth> auth, Optional<KeyRefusal> refusal) {}

  public OtpExport {
    entries = List.copyOf(entries);
  }

  public static boolean looksLikeOne(String text) {
    return text.strip().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Reads the text of a code.
   *
   * @throws de.belegbote.platform.Failure UNUSABLE_BARCODE with a {@link KeyRefusal} as reason
   */
  public static OtpExport fromUri(String text) {
    try {
      return read(CodedInputStream.newInstance(data(text.strip())));
    } catch (IOException | IllegalArgumentException damaged) {
      throw KeyRefusal.UNREADABLE.as(Problem.UNUSABLE_BARCODE);
    }
  }

  private static byte[] data(String uri) {
    int at = uri.toLowerCase(Locale.ROOT).indexOf("data=");
    if (!looksLikeOne(uri) || at < 0 || uri.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("no data");
    }
    String value = uri.substring(at + 5).split("[&#]", 2)[0];
    // A plus sign that was not percent-encoded arrives as a blank.
    String base64 = URLDecoder.decode(value, StandardCharsets.UTF_8).replace(' ', '+');
    return Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
  }

  private static OtpExport read(CodedInputStream in) throws IOException {
    List<Entry> entries = new ArrayList<>();
    int part = 0;
    int parts = 1;
    int batch = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (1 << 3) | BYTES -> entries.add(entry(in.readBytes().newCodedInput()));
        case 3 << 3 -> parts = Math.max(1, in.readInt32());
        case 4 << 3 -> part = in.readInt32();
        case 5 << 3 -> batch = in.readInt32();
        default -> skip(in, tag);
      }
    }
    if (entries.isEmpty()
        || entries.size() > MAX_ENTRIES
        || parts > MAX_PARTS
        || part < 0
        || part >= parts) {
      throw new IllegalArgumentException("nothing in it, or more than can be");
    }
    return new OtpExport(entries, part, parts, batch);
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new IllegalArgumentException("a group that ends without a beginning");
    }
  }

  /** What a field says, before it is judged; the numbers are the enumerations of the format. */
  private static Entry entry(CodedInputStream in) throws IOException {
    ByteString seed = ByteString.EMPTY;
    String name = "";
    String issuer = "";
    int algorithm = 0;
    int digits = 0;
    int type = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (1 << 3) | BYTES -> seed = in.readBytes();
        case (2 << 3) | BYTES -> name = in.readBytes().toStringUtf8();
        case (3 << 3) | BYTES -> issuer = in.readBytes().toStringUtf8();
        case 4 << 3 -> algorithm = in.readEnum();
        case 5 << 3 -> digits = in.readEnum();
        case 6 << 3 -> type = in.readEnum();
        default -> skip(in, tag);
      }
    }
    int colon = name.indexOf(':');
    String account = name.substring(colon + 1);
    String who = issuer.isBlank() && colon > 0 ? name.substring(0, colon) : issuer;
    var refusal = refusal(seed.size(), algorithm, digits, type);
    Optional<OtpAuth> auth =
        refusal.isPresent()
            ? Optional.empty()
            : Optional.of(
                new OtpAuth(
                    OtpAuth.base32(seed.toByteArray()),
                    who,
                    account,
                    algorithm(algorithm),
                    digits == 2 ? 8 : 6,
                    PERIOD));
    return new Entry(OutsideText.clean(who), OutsideText.clean(account), auth, refusal);
  }

  private static Algorithm algorithm(int number) {
    return switch (number) {
      case 2 -> Algorithm.SHA256;
      case 3 -> Algorithm.SHA512;
      default -> Algorithm.SHA1;
    };
  }

  // Types: 1 counter, 2 time. Algorithms: 1 to 3 are SHA-1, -256, -512; 4 is MD5. Digits: 1 six, 2
  // eight. 0 stands for "not said".
  private static Optional<KeyRefusal> refusal(int bytes, int algorithm, int digits, int type) {
    if (type == 1) {
      return Optional.of(KeyRefusal.COUNTER_BASED);
    }
    if (type != 0 && type != 2) {
      return Optional.of(KeyRefusal.UNKNOWN_TYPE);
    }
    if (algorithm < 0 || algorithm > 3) {
      return Optional.of(KeyRefusal.UNKNOWN_ALGORITHM);
    }
    if (digits < 0 || digits > 2) {
      return Optional.of(KeyRefusal.WRONG_DIGITS);
    }
    if (bytes < OtpAuth.MIN_SEED_BYTES) {
      return Optional.of(bytes == 0 ? KeyRefusal.NO_SECRET : KeyRefusal.TOO_SHORT);
    }
    return bytes > OtpAuth.MAX_SEED_BYTES ? Optional.of(KeyRefusal.TOO_LONG) : Optional.empty();
  }

  /**
   * The account that need not be chosen, because the export holds no other.
   *
   * @throws de.belegbote.platform.Failure UNUSABLE_BARCODE when there is just one and it is of no
   *     use
   */
  public Optional<OtpAuth> only() {
    if (parts > 1 || entries.size() > 1) {
      return Optional.empty();
    }
    var entry = entries.get(0);
    entry
        .refusal()
        .ifPresent(
            why -> {
              throw why.as(Problem.UNUSABLE_BARCODE);
            });
    return entry.auth();
  }

  @Override
  public String toString() {
    return "OtpExport[" + entries.size() + " accounts, " + (part + 1) + " of " + parts + "]";
  }
}
