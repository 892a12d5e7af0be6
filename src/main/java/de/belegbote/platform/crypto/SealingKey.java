// A key set in a file, and what can be sealed with it.
package de.belegbote.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/**
 * Authenticated encryption (AES-256-GCM by Google Tink) with a key set in a file of mode 0600. A
 * value is bound to a context: it opens only where the same context is given again. Older keys of
 * the set still open what they sealed.
 */
public final class SealingKey {
  private final Aead aead;

  private SealingKey(KeysetHandle keys) {
    try {
      this.aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("The key set cannot be used", broken);
    }
  }

  /**
   * Reads the key set, or makes one at the first start; blocks.
   *
   * @param file where it lies; its folder exists
   * @throws IllegalStateException when the file is there but is not a key set
   */
  public static SealingKey at(Path file) {
    try {
      AeadConfig.register();
      if (!Files.exists(file)) {
        write(
            file,
            KeysetHandle.generateNew(
                PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
      }
      return new SealingKey(
          TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(file), RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(
          "The key file " + file.getFileName() + " is damaged; restore it from your backup",
          broken);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void write(Path file, KeysetHandle keys)
      throws IOException, GeneralSecurityException {
    String json =
        TinkJsonProtoKeysetFormat.serializeKeyset(
            keys, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
    KeyWriting.write(file, json.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] seal(byte[] plain, String context) {
    try {
      return aead.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("Sealing failed", broken);
    }
  }

  /** The value again, or nothing when it was sealed elsewhere, for another context, or changed. */
  public Optional<byte[]> open(byte[] sealed, String context) {
    try {
      return Optional.of(aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException foreign) {
      return Optional.empty();
    }
  }

  /** A sealed text as one URL-safe word. */
  public String sealText(String plain, String context) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(seal(plain.getBytes(StandardCharsets.UTF_8), context));
  }

  /** Opens what {@link #sealText} made; anything else gives nothing. */
  public Optional<String> openText(String sealed, String context) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(sealed);
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    return open(bytes, context).map(plain -> new String(plain, StandardCharsets.UTF_8));
  }
}
