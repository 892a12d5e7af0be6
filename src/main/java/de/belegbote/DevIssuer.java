// Signs tokens for the demo tenant of a trial.
package de.belegbote;

import de.belegbote.platform.TimeSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * A key pair made at the first start, in the data folder: nothing in the repository can sign a
 * token. The public half lies beside it as a JWKS file, where the demo tenant's file names it.
 */
final class DevIssuer {
  private static final String ISSUER = "https://belegbote.test/dev";
  private static final String AUDIENCE = "belegbote-api";
  private static final String KEY_ID = "dev";
  private static final long LIFE_SECONDS = 8 * 3600;

  private final PrivateKey key;
  private final TimeSource time;

  private DevIssuer(PrivateKey key, TimeSource time) {
    this.key = key;
    this.time = time;
  }

  /** Reads the key, or makes one; blocks. */
  static DevIssuer at(Path data, TimeSource time) throws IOException, GeneralSecurityException {
    Path file = data.resolve("dev-issuer.key");
    if (!Files.exists(file)) {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      var pair = generator.generateKeyPair();
      var numbers = (RSAPublicKey) pair.getPublic();
      var jwk =
          new JsonObject()
              .put("kty", "RSA")
              .put("kid", KEY_ID)
              .put("alg", "RS256")
              .put("use", "sig")
              .put("n", unsigned(numbers.getModulus()))
              .put("e", unsigned(numbers.getPublicExponent()));
      Files.writeString(
          data.resolve("dev-issuer.jwks.json"),
          new JsonObject().put("keys", new JsonArray().add(jwk)).encode());
      var owner =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path half = Files.createTempFile(data, "key", ".new", owner);
      Files.write(half, pair.getPrivate().getEncoded());
      var unused = Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
    var spec = new PKCS8EncodedKeySpec(Files.readAllBytes(file));
    return new DevIssuer(KeyFactory.getInstance("RSA").generatePrivate(spec), time);
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int start = bytes[0] == 0 ? 1 : 0;
    return text(java.util.Arrays.copyOfRange(bytes, start, bytes.length));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A token with all scopes, good for eight hours. */
  String token() {
    long now = time.now().getEpochSecond();
    var header = new JsonObject().put("alg", "RS256").put("typ", "JWT").put("kid", KEY_ID);
    var claims =
        new JsonObject()
            .put("iss", ISSUER)
            .put("aud", AUDIENCE)
            .put("sub", "developer")
            .put("scope", "read write enrol webhooks admin")
            .put("iat", now)
            .put("exp", now + LIFE_SECONDS);
    String signed = part(header) + "." + part(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + text(signature.sign());
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("the trial's key cannot sign", broken);
    }
  }

  private static String part(JsonObject json) {
    return text(json.encode().getBytes(StandardCharsets.UTF_8));
  }
}
