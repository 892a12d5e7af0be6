// Reads a set of keys (RFC 7517) as an issuer publishes it.
package de.belegbote.http;

import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Keeps the keys that can check a token, of each the public members we know, and no more. */
final class PublishedKeys {
  private static final int MOST_KEYS = 50;
  private static final int LONGEST_ID = 300;
  // RFC 7518, section 3.3: 2048 bits.
  private static final int LEAST_MODULUS_BYTES = 256;

  private PublishedKeys() {}

  /**
   * The usable keys of a set, each with {@code kid} and {@code alg}; issuers that leave {@code alg}
   * out (it is optional) mean the one that goes with the key's type.
   *
   * @throws de.belegbote.platform.Failure UNAVAILABLE, when the answer is no set of keys
   */
  static List<JsonObject> usable(Buffer answer) {
    JsonArray keys;
    try {
      keys = new JsonObject(answer).getJsonArray("keys");
    } catch (DecodeException | ClassCastException garbage) {
      throw KeySet.unavailable("the answer is no set of keys", null);
    }
    if (keys == null) {
      throw KeySet.unavailable("the answer has no keys", null);
    }
    return keys.stream()
        .limit(MOST_KEYS)
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .flatMap(key -> usable(key).stream())
        .toList();
  }

  private static Optional<JsonObject> usable(JsonObject key) {
    if (!(key.getValue("kid") instanceof String kid)
        || kid.length() > LONGEST_ID
        || !"sig".equals(key.getValue("use", "sig"))
        || !(key.getValue("kty") instanceof String type)) {
      return Optional.empty();
    }
    return switch (type) {
      case "RSA" -> isLong(key.getValue("n")) ? key(key, "RS256", "n", "e") : Optional.empty();
      case "EC" -> isCurve(key, "P-256") ? key(key, "ES256", "crv", "x", "y") : Optional.empty();
      case "OKP" -> isCurve(key, "Ed25519") ? key(key, "EdDSA", "crv", "x") : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isCurve(JsonObject key, String curve) {
    return curve.equals(key.getValue("crv"));
  }

  private static boolean isLong(Object modulus) {
    try {
      return modulus instanceof String text
          && Base64.getUrlDecoder().decode(text).length >= LEAST_MODULUS_BYTES;
    } catch (IllegalArgumentException garbage) {
      return false;
    }
  }

  private static Optional<JsonObject> key(JsonObject given, String algorithm, String... members) {
    if (!algorithm.equals(given.getValue("alg", algorithm))
        || !Tenant.Issuer.ALGORITHMS.contains(algorithm)) {
      return Optional.empty();
    }
    var key =
        new JsonObject()
            .put("kid", given.getValue("kid"))
            .put("kty", given.getValue("kty"))
            .put("alg", algorithm);
    for (String member : members) {
      if (!(given.getValue(member) instanceof String value)) {
        return Optional.empty();
      }
      key.put(member, value);
    }
    return Optional.of(key);
  }
}
