// The key set that signs the tokens of the token endpoint, in a file.
package de.belegbote.platform.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.jwt.JwtEcdsaParameters;
import com.google.crypto.tink.jwt.JwtPublicKeySign;
import com.google.crypto.tink.jwt.JwtPublicKeyVerify;
import com.google.crypto.tink.jwt.JwtSignatureConfig;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.VerifiedJwt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * ES256 by Google Tink, with a key set in a file of mode 0600. One key signs and names itself as
 * {@code kid}; all keys of the set are taken. So a key is changed in three steps, with a restart of
 * all processes after each: {@link #add}, {@link #use}, and, when the last token of the old key has
 * ended, {@link #drop}.
 */
public final class TokenKeys {
  private static final int MOST_KEYS = 2;

  private final JwtPublicKeySign signing;
  private final JwtPublicKeyVerify verifying;

  private TokenKeys(KeysetHandle keys) throws GeneralSecurityException {
    this.signing = keys.getPrimitive(RegistryConfiguration.get(), JwtPublicKeySign.class);
    this.verifying =
        keys.getPublicKeysetHandle()
            .getPrimitive(RegistryConfiguration.get(), JwtPublicKeyVerify.class);
  }

  /**
   * Reads the key set, or makes one of one key at the first start; blocks.
   *
   * @param file where it lies; its folder exists
   * @throws IllegalStateException when the file is there but is no such key set
   */
  public static TokenKeys at(Path file) {
    try {
      JwtSignatureConfig.register();
      if (!Files.exists(file)) {
        var fresh = KeysetHandle.generateNew(parameters(), RegistryConfiguration.get());
        KeyWriting.write(file, bytes(fresh));
      }
      return new TokenKeys(read(file));
    } catch (GeneralSecurityException broken) {
      throw damaged(file, broken);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Signs with the set's first key. */
  public String sign(RawJwt token) {
    try {
      return signing.signAndEncode(token);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("The token key cannot sign", broken);
    }
  }

  /** What the token says, if a key of the set signed it and it is as the validator wants it. */
  public Optional<VerifiedJwt> verify(String token, JwtValidator validator) {
    try {
      return Optional.of(verifying.verifyAndDecode(token, validator));
    } catch (GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  /**
   * Puts a second key into the file: it is taken from the next start on, and does not sign yet.
   *
   * @throws IllegalStateException when there are two already, or the file is no key set
   */
  public static void add(Path file) {
    change(
        file,
        keys -> {
          if (keys.size() == MOST_KEYS) {
            throw new IllegalStateException(
                "there are two keys already; go on with \"use\", or \"drop\" the one that does not"
                    + " sign");
          }
          var unused =
              keys.addEntry(KeysetHandle.generateEntryFromParameters(parameters()).withRandomId());
        });
  }

  /**
   * Lets the other key sign from the next start on.
   *
   * @throws IllegalStateException when there is one key only, or the file is no key set
   */
  public static void use(Path file) {
    change(
        file,
        keys -> {
          var unused = keys.getAt(other(keys)).makePrimary();
        });
  }

  /**
   * Takes the key that does not sign out of the file: its tokens are refused from the next start.
   *
   * @throws IllegalStateException when there is one key only, or the file is no key set
   */
  public static void drop(Path file) {
    change(
        file,
        keys -> {
          var unused = keys.deleteAt(other(keys));
        });
  }

  private static int other(KeysetHandle.Builder keys) {
    for (int i = 0; i < keys.size(); i++) {
      if (!keys.getAt(i).isPrimary()) {
        return i;
      }
    }
    throw new IllegalStateException("there is one key only; \"add\" a second one first");
  }

  private static void change(Path file, java.util.function.Consumer<KeysetHandle.Builder> change) {
    try {
      JwtSignatureConfig.register();
      var keys = KeysetHandle.newBuilder(read(file));
      change.accept(keys);
      KeyWriting.replace(file, bytes(keys.build()));
    } catch (GeneralSecurityException broken) {
      throw damaged(file, broken);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static KeysetHandle read(Path file) throws IOException, GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseKeyset(
        Files.readString(file), RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
  }

  private static byte[] bytes(KeysetHandle keys) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.serializeKeyset(
            keys, RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static JwtEcdsaParameters parameters() {
    try {
      return JwtEcdsaParameters.builder()
          .setAlgorithm(JwtEcdsaParameters.Algorithm.ES256)
          .setKidStrategy(JwtEcdsaParameters.KidStrategy.BASE64_ENCODED_KEY_ID)
          .build();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static IllegalStateException damaged(Path file, Exception cause) {
    return new IllegalStateException(
        "The key file " + file.getFileName() + " is damaged; restore it from your backup", cause);
  }
}
