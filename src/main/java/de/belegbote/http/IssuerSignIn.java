// Signs people in at a tenant's issuer, by OpenID Connect.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.OutsideText;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Authorization code with PKCE (RFC 7636), state and nonce, as OAuth 2.1 and OpenID Connect Core
 * ask. The ID token says who it is; what they may do, the access token says by the same rules as if
 * it came to the API. Belongs to one event loop.
 */
public final class IssuerSignIn {
  private static final int CONNECT_MS = 3_000;
  private static final long TOTAL_MS = 10_000;
  private static final int MOST_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final JwtVerifier tokens;

  /** Three random words that belong to one sign-in: they come back from the issuer or stay here. */
  public record Tries(String state, String nonce, Secret verifier) {
    public static Tries fresh() {
      return new Tries(Tokens.random(24), Tokens.random(24), new Secret(Tokens.random(48)));
    }
  }

  /**
   * Who signed in.
   *
   * @param name as the issuer has it, or the subject
   */
  public record Person(Principal who, String name, String issuer) {}

  /** Signs in by tokens that this verifier takes. */
  IssuerSignIn(Vertx vertx, JwtVerifier tokens) {
    this.vertx = vertx;
    this.tokens = tokens;
  }

  /** Where the browser goes to sign in. */
  public String address(Tenant.SignIn at, Tries tries, String back, Locale language) {
    var values = new TreeMap<String, String>();
    values.put("response_type", "code");
    values.put("client_id", at.client());
    values.put("redirect_uri", back);
    values.put("scope", at.scope());
    values.put("state", tries.state());
    values.put("nonce", tries.nonce());
    values.put("code_challenge", challenge(tries.verifier()));
    values.put("code_challenge_method", "S256");
    values.put("ui_locales", language.getLanguage());
    return at.authorization() + (at.authorization().contains("?") ? "&" : "?") + form(values);
  }

  private static String challenge(Secret verifier) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Tokens.hash(verifier.reveal()).getBytes());
  }

  private static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /**
   * Exchanges the code that came back.
   *
   * @return fails with UNAUTHENTICATED when the issuer's answer proves nothing, with FORBIDDEN when
   *     it proves who it is but its access token is none for this API, with UNAVAILABLE when it
   *     does not answer
   */
  public Future<Person> finish(
      Tenant tenant, Tenant.Issuer issuer, Secret code, Tries tries, String back) {
    var at = issuer.console().orElseThrow();
    var values = new TreeMap<String, String>();
    values.put("grant_type", "authorization_code");
    values.put("client_id", at.client());
    values.put("code", code.reveal());
    values.put("redirect_uri", back);
    values.put("code_verifier", tries.verifier().reveal());
    return exchange(at, form(values)).compose(given -> person(tenant, issuer, given, tries));
  }

  private Future<Person> person(
      Tenant tenant, Tenant.Issuer issuer, JsonObject given, Tries tries) {
    if (!(given.getValue("id_token") instanceof String id)
        || !(given.getValue("access_token") instanceof String access)) {
      return refused("The issuer gave no ID token or no access token.");
    }
    String client = issuer.console().orElseThrow().client();
    return tokens
        .identity(id, issuer, client)
        .compose(
            claims ->
                claims.filter(c -> tries.nonce().equals(c.getValue("nonce"))).isEmpty()
                    ? refused("The ID token is not good.")
                    : tokens.verify(access).map(who -> person(tenant, issuer, claims.get(), who)));
  }

  private static Person person(
      Tenant tenant, Tenant.Issuer issuer, JsonObject claims, Optional<Principal> who) {
    // An issuer may serve several tenants; the audience of the token says which of them it is.
    return who.filter(p -> p.tenant().equals(tenant.id()))
        .filter(p -> p.id().equals(claims.getString("sub")))
        .map(p -> new Person(p, name(claims), issuer.issuer()))
        .orElseThrow(
            () ->
                new Failure(
                    Problem.FORBIDDEN,
                    "The access token is not for the API; its audience has to be the one in the"
                        + " tenant's file."));
  }

  private static String name(JsonObject claims) {
    for (String claim : new String[] {"name", "preferred_username", "email"}) {
      if (claims.getValue(claim) instanceof String name && !name.isBlank()) {
        return OutsideText.clean(name);
      }
    }
    return OutsideText.clean(claims.getString("sub"));
  }

  /** In a trial: who a token stands for; empty for every token that is not good. */
  public Future<Optional<Person>> byToken(String token) {
    return tokens
        .verify(token)
        .map(who -> who.map(p -> new Person(p, OutsideText.clean(p.id()), issuer(token))));
  }

  // Verified already, so it is there.
  private static String issuer(String token) {
    return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1])))
        .getString("iss");
  }

  private Future<JsonObject> exchange(Tenant.SignIn at, String form) {
    var options = new HttpClientOptions().setConnectTimeout(CONNECT_MS);
    at.authority()
        .ifPresent(
            pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem))));
    var client = vertx.createHttpClient(options);
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(at.token())
            .setFollowRedirects(false)
            .putHeader("Content-Type", "application/x-www-form-urlencoded")
            .putHeader("Accept", "application/json")
            .putHeader("User-Agent", "Belegbote");
    Future<HttpClientRequest> opening = client.request(request);
    return opening
        .compose(open -> open.send(Buffer.buffer(form)))
        .compose(IssuerSignIn::answer)
        .timeout(TOTAL_MS, TimeUnit.MILLISECONDS)
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof Failure
                        ? cause
                        : new Failure(
                            Problem.UNAVAILABLE, "The issuer does not answer right now.", cause)))
        .onComplete(
            ended -> {
              var unused = client.close();
            });
  }

  private static Future<JsonObject> answer(HttpClientResponse response) {
    int status = response.statusCode();
    if (status >= 500) {
      return Future.failedFuture(
          new Failure(Problem.UNAVAILABLE, "The issuer answers with status " + status + "."));
    }
    if (status != 200) {
      return refused("The issuer does not take the code.");
    }
    return KeySet.body(response, MOST_BYTES)
        .compose(
            body -> {
              try {
                return Future.succeededFuture(new JsonObject(body));
              } catch (DecodeException | ClassCastException none) {
                return refused("The issuer's answer cannot be read.");
              }
            });
  }

  private static <T> Future<T> refused(String detail) {
    return Future.failedFuture(new Failure(Problem.UNAUTHENTICATED, detail));
  }
}
