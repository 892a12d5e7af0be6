// The server's key for fingerprints of secrets.
package de.belegbote.platform.crypto;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under a key in a file of mode 0600: fingerprints of seeds, phone numbers and request
 * bodies can be compared with each other here, and not be guessed from a copy of the database.
 */
public final class PrintKey {
  private final SecretKeySpec key;

  private PrintKey(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /** Reads the key, or makes one of 32 random bytes at the first start; blocks. */
  public static PrintKey at(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        KeyWriting.write(file, fresh);
      }
      return new PrintKey(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The fingerprint of a value.
   *
   * @param purpose keeps fingerprints of different kinds apart
   */
  public Buffer print(String purpose, String value) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((purpose + "\0").getBytes(StandardCharsets.UTF_8));
      return Buffer.buffer(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
