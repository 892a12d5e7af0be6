// Writes the codes by which Google Authenticator exports accounts.
package de.belegbote.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** An independent writer of the format that {@code OtpExport} reads. */
public final class ExportCode {
  /** Types of the format. */
  public static final int HOTP = 1;

  public static final int TOTP = 2;

  /**
   * One account, by the numbers of the format.
   *
   * @param algorithm 1 SHA-1, 2 SHA-256, 3 SHA-512, 4 MD5
   * @param digits 1 six, 2 eight
   */
  public record Account(
      ByteString seed, String name, String issuer, int algorithm, int digits, int type) {
    /** The same, with the seed as an array. */
    public Account(byte[] seed, String name, String issuer, int algorithm, int digits, int type) {
      this(ByteString.copyFrom(seed), name, issuer, algorithm, digits, type);
    }

    /** The usual kind: SHA-1, six digits. */
    public static Account totp(byte[] seed, String name, String issuer) {
      return new Account(seed, name, issuer, 1, 1, TOTP);
    }
  }

  private ExportCode() {}

  /** An export of one code. */
  public static String uri(Account... accounts) {
    return uri(0, 1, 4711, List.of(accounts));
  }

  /** One code of a split export, 0 for the first. */
  public static String uri(int part, int parts, int batch, List<Account> accounts) {
    var bytes = new ByteArrayOutputStream();
    try {
      var out = CodedOutputStream.newInstance(bytes);
      for (Account account : accounts) {
        out.writeByteArray(1, message(account));
      }
      out.writeInt32(2, 1);
      out.writeInt32(3, parts);
      out.writeInt32(4, part);
      out.writeInt32(5, batch);
      out.writeString(99, "a field of tomorrow");
      out.flush();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    String data = Base64.getEncoder().encodeToString(bytes.toByteArray());
    return "otpauth-migration://offline?data=" + URLEncoder.encode(data, StandardCharsets.UTF_8);
  }

  private static byte[] message(Account account) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(1, account.seed);
    out.writeString(2, account.name);
    out.writeString(3, account.issuer);
    out.writeEnum(4, account.algorithm);
    out.writeEnum(5, account.digits);
    out.writeEnum(6, account.type);
    out.writeInt64(7, 12);
    out.flush();
    return bytes.toByteArray();
  }
}
