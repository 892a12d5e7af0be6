// What stands in a request for a token.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Read as RFC 6749 wants it: sections 2.3.1 (who asks), 3.2 (form) and 4.4.2 (members). Failures
 * carry the error code of section 5.2 as their reason.
 *
 * @param id of the API key
 * @param key the API key itself
 * @param scopes asked for; empty means all that the key has
 */
record TokenRequest(String id, Secret key, Optional<Set<String>> scopes) {
  private static final String BASIC = "basic ";
  private static final int LONGEST = 200;
  private static final String ID = "client_id";
  private static final String SECRET = "client_secret";

  /** Reads it, or says what is wrong with it. */
  static TokenRequest of(HttpServerRequest request) {
    MultiMap form = request.formAttributes();
    String grant = member(form, "grant_type").orElseThrow(() -> invalid("grant_type is missing"));
    if (!grant.equals("client_credentials")) {
      throw new Failure(
          Problem.INVALID_REQUEST,
          "unsupported_grant_type",
          "grant_type has to be client_credentials");
    }
    var id = member(form, ID);
    var secret = member(form, SECRET);
    var scopes = member(form, "scope").map(text -> Set.of(text.split(" ", -1)));
    String header = request.getHeader("Authorization");
    if (header != null) {
      if (secret.isPresent()) {
        throw invalid("send the key as HTTP Basic or in the form, not both");
      }
      var basic = basic(header);
      if (id.isPresent() && !id.get().equals(basic.id)) {
        throw invalid("client_id of the form and of HTTP Basic differ");
      }
      return new TokenRequest(basic.id, basic.key, scopes);
    }
    if (id.isEmpty() || secret.isEmpty()) {
      throw refused("send client_id and client_secret as HTTP Basic or in the form");
    }
    return new TokenRequest(id.get(), new Secret(secret.get()), scopes);
  }

  // Without a value it counts as left out; more than once it is wrong (section 3.2).
  private static Optional<String> member(MultiMap form, String name) {
    var values = form.getAll(name);
    if (values.size() > 1) {
      throw invalid(name + " stands there more than once");
    }
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  private static TokenRequest basic(String header) {
    boolean basic = header.regionMatches(true, 0, BASIC, 0, BASIC.length());
    if (!basic || header.length() > LONGEST) {
      throw refused("Authorization has to be HTTP Basic with client_id and client_secret");
    }
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
      if (parts.length == 2) {
        return new TokenRequest(decoded(parts[0]), new Secret(decoded(parts[1])), Optional.empty());
      }
    } catch (IllegalArgumentException garbage) {
      throw refused("what stands in HTTP Basic cannot be read");
    }
    throw refused("HTTP Basic lacks the client_secret");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** 400 with {@code invalid_request}. */
  static Failure invalid(String what) {
    return new Failure(Problem.INVALID_REQUEST, "invalid_request", what);
  }

  /** 401 with {@code invalid_client}. */
  static Failure refused(String what) {
    return new Failure(Problem.UNAUTHENTICATED, "invalid_client", what);
  }
}
