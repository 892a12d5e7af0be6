// Takes a token apart.
package de.belegbote.http;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a token says, before anything of it is believed. */
record TokenParts(JsonObject header, JsonObject claims) {
  /** Two numbers of 32 bytes (RFC 7518, 3.4). */
  private static final int ES256_BYTES = 64;

  /** Empty unless the token has three parts of the one form that RFC 7515 (2, 3.1) allows. */
  static Optional<TokenParts> of(String token) {
    try {
      List<byte[]> parts = List.of(token.split("\\.", -1)).stream().map(TokenParts::bytes).toList();
      return parts.size() == 3
          ? Optional.of(new TokenParts(json(parts.get(0)), json(parts.get(1))))
              .filter(read -> read.fits(parts.get(2)))
          : Optional.empty();
    } catch (IllegalArgumentException | DecodeException garbage) {
      return Optional.empty();
    }
  }

  // Base64url without padding; decoders read over what is left at the end.
  private static byte[] bytes(String part) {
    byte[] bytes = Base64.getUrlDecoder().decode(part);
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
      throw new DecodeException("not the one way to write it");
    }
    return bytes;
  }

  private static JsonObject json(byte[] part) {
    if (Json.decodeValue(new String(part, StandardCharsets.UTF_8)) instanceof JsonObject json) {
      return json;
    }
    throw new DecodeException("not an object");
  }

  // The verifying library takes the first bytes of a signature that is too long.
  private boolean fits(byte[] signature) {
    return !"ES256".equals(header.getValue("alg")) || signature.length == ES256_BYTES;
  }
}
