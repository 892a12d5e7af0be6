// A key pair that signs tokens in tests, as an issuer has one.
package de.belegbote.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.stream.Stream;

/** ES256, made in this run; only its public half leaves the object. */
public final class TokenKey {
  private final String id;
  private final KeyPair keys;

  public TokenKey(String id) {
    this.id = id;
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** The public half (RFC 7517). */
  public JsonObject jwk() {
    var point = ((ECPublicKey) keys.getPublic()).getW();
    return new JsonObject()
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("kid", id)
        .put("alg", "ES256")
        .put("x", text(coordinate(point.getAffineX().toByteArray())))
        .put("y", text(coordinate(point.getAffineY().toByteArray())));
  }

  /** A set of public halves. */
  public static JsonObject set(TokenKey... keys) {
    return new JsonObject().put("keys", new JsonArray(Stream.of(keys).map(TokenKey::jwk).toList()));
  }

  /** A token with these claims. */
  public String sign(JsonObject claims) {
    return sign(new JsonObject().put("alg", "ES256").put("typ", "JWT").put("kid", id), claims);
  }

  /** A token with any header. */
  public String sign(JsonObject header, JsonObject claims) {
    String signed = text(header) + "." + text(claims);
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + text(signature.sign());
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  // RFC 7518 wants all 32 bytes; a number may come with fewer, or with one more for its sign.
  private static byte[] coordinate(byte[] number) {
    byte[] fixed = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, fixed, 32 - length, length);
    return fixed;
  }

  private static String text(JsonObject json) {
    return text(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
