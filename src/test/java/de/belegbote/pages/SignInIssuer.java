// An issuer at which staff sign in, with what may go wrong there.
package de.belegbote.pages;

import de.belegbote.platform.crypto.Tokens;
import de.belegbote.testing.TokenKey;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Checks code, redirect address and PKCE as RFC 6749 and RFC 7636 want it; codes work once. */
final class SignInIssuer implements AutoCloseable {
  static final String NAME = "https://staff.belegbote.test";
  static final String CLIENT = "belegbote-console";

  private final Vertx vertx = Vertx.vertx();
  private final TokenKey key = new TokenKey("staff");
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final LongSupplier now;
  private final HttpServer server;

  /** What the access token says beside the usual, and a last look at the ID token's claims. */
  volatile JsonObject access = new JsonObject();

  volatile UnaryOperator<JsonObject> identity = claims -> claims;
  volatile TokenKey signer = key;

  SignInIssuer(LongSupplier now) {
    this.now = now;
    server =
        Wait.until(vertx.createHttpServer().requestHandler(this::exchange).listen(0, "127.0.0.1"));
  }

  /** Signs as it should again. */
  void useOwnKey() {
    signer = key;
  }

  /** A tenant's file that lets its people in. */
  String tenant(String id, String audience) {
    return """
    id: %s
    name: Kanzlei %s
    languages: [de, en, fr]
    portals: ["*"]
    jwt:
      - issuer: %s
        audience: %s
        jwks: %s
        console:
          client_id: %s
          name: Firmenkonto
          authorization_url: http://127.0.0.1:%d/authorize
          token_url: http://127.0.0.1:%d/token
          end_session_url: http://127.0.0.1:%d/logout
    """
        .formatted(
            id,
            audience,
            NAME,
            audience,
            TokenKey.set(key).encode(),
            CLIENT,
            server.actualPort(),
            server.actualPort(),
            server.actualPort());
  }

  /** What a person does there: they sign in, and the browser is led back with this. */
  String code(String address) {
    String code = Tokens.random(16);
    codes.put(code, query(address));
    return code;
  }

  static Map<String, String> query(String address) {
    var values = new TreeMap<String, String>();
    for (String pair : URI.create(address).getRawQuery().split("&", 50)) {
      String[] parts = pair.split("=", 2);
      values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return values;
  }

  private void exchange(HttpServerRequest request) {
    request.setExpectMultipart(true);
    request.endHandler(
        end -> {
          var form = request.formAttributes();
          var asked = codes.remove(String.valueOf(form.get("code")));
          boolean good =
              asked != null
                  && "authorization_code".equals(form.get("grant_type"))
                  && asked.get("redirect_uri").equals(form.get("redirect_uri"))
                  && asked.get("client_id").equals(form.get("client_id"))
                  && asked.get("code_challenge_method").equals("S256")
                  && asked.get("code_challenge").equals(challenge(form.get("code_verifier")));
          var unused =
              request
                  .response()
                  .setStatusCode(good ? 200 : 400)
                  .putHeader("Content-Type", "application/json")
                  .end(good ? tokens(asked).encode() : "{\"error\":\"invalid_grant\"}");
        });
  }

  private static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.hash(verifier).getBytes());
  }

  private JsonObject tokens(Map<String, String> asked) {
    long time = now.getAsLong();
    var both =
        new JsonObject().put("iss", NAME).put("sub", "u-1").put("iat", time).put("exp", time + 300);
    var id =
        both.copy().put("aud", CLIENT).put("nonce", asked.get("nonce")).put("name", "Ada <b>L</b>");
    return new JsonObject()
        .put("token_type", "Bearer")
        .put("id_token", signer.sign(identity.apply(id)))
        .put("access_token", key.sign(both.copy().mergeIn(access)));
  }

  @Override
  public void close() {
    Wait.until(vertx.close());
  }
}
