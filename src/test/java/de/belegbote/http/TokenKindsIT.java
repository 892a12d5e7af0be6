// Tenants' tokens and our own are two kinds: neither passes as the other, and neither key signs
// both.
package de.belegbote.http;

import com.google.crypto.tink.jwt.RawJwt;
import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.crypto.TokenKeys;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the installation's own token key at hand, which nobody outside has. */
class TokenKindsIT {
  private static final String TYPE = "belegbote+jwt";
  private static final String URL = "http://belegbote.test";

  @TempDir static Path folder;
  private static TestHouse house;
  private static TokenKeys keys;
  private static String apiKey;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
    keys = TokenKeys.at(KeyFiles.tokens(folder.resolve("data")));
    var wish = new JsonObject().put("name", "Kinds").put("scopes", JsonArray.of("read"));
    apiKey = house.as(TestHouse.A).post("/api-keys", wish).is(201).json().getString("id");
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static RawJwt.Builder good() {
    return RawJwt.newBuilder()
        .setTypeHeader(TYPE)
        .setIssuer(URL)
        .addAudience(URL + "/v1")
        .setSubject(apiKey)
        .setExpiration(Instant.now().plusSeconds(60))
        .addStringClaim("tenant", TestHouse.A)
        .addStringClaim("scope", "read write");
  }

  private static RawJwt.Builder unended() {
    return RawJwt.newBuilder()
        .setTypeHeader(TYPE)
        .setIssuer(URL)
        .addAudience(URL + "/v1")
        .setSubject(apiKey)
        .withoutExpiration()
        .addStringClaim("tenant", TestHouse.A)
        .addStringClaim("scope", "read");
  }

  private static ApiClient bearer(String token) {
    return house.nobody().with("Authorization", "Bearer " + token);
  }

  private static void isRefused(RawJwt.Builder token) {
    bearer(keys.sign(token.build())).get("/companies").is(Problem.UNAUTHENTICATED);
  }

  @Test
  void takesItsOwnAndGivesNoMoreThanTheKeyHas() {
    var holder = bearer(keys.sign(good().build()));
    holder.get("/companies").is(200);
    holder.post("/companies", new JsonObject().put("name", "X")).is(Problem.FORBIDDEN);
  }

  @Test
  void refusesItsOwnForAnotherPurpose() {
    isRefused(good().setIssuer("https://elsewhere.example"));
    isRefused(good().setAudiences(List.of("https://elsewhere.example/v1")));
    isRefused(good().setAudiences(List.of(TestHouse.A)));
    isRefused(good().setTypeHeader("JWT"));
    isRefused(good().setTypeHeader("at+jwt"));
    isRefused(good().setExpiration(Instant.now().minusSeconds(60)));
    isRefused(good().setNotBefore(Instant.now().plusSeconds(600)));
    isRefused(unended());
  }

  @Test
  void findsAKeyInItsOwnTenantOnly() {
    var foreign =
        RawJwt.newBuilder()
            .setTypeHeader(TYPE)
            .setIssuer(URL)
            .addAudience(URL + "/v1")
            .setSubject(apiKey)
            .setExpiration(Instant.now().plusSeconds(60))
            .addStringClaim("tenant", TestHouse.B)
            .addStringClaim("scope", "read");
    isRefused(foreign);
  }

  @Test
  void letsNoTenantsIssuerSignOurs() {
    long soon = Instant.now().getEpochSecond() + 60;
    var header = new JsonObject().put("alg", "ES256").put("typ", TYPE).put("kid", "test");
    var claims =
        new JsonObject()
            .put("iss", URL)
            .put("aud", URL + "/v1")
            .put("sub", apiKey)
            .put("exp", soon)
            .put("tenant", TestHouse.A)
            .put("scope", "read");
    bearer(TestHouse.sign(header, claims)).get("/companies").is(Problem.UNAUTHENTICATED);
    claims.put("iss", TestHouse.issuer()).put("aud", TestHouse.A);
    bearer(TestHouse.sign(header, claims)).get("/companies").is(Problem.UNAUTHENTICATED);
  }

  @Test
  void signsNoTenantsTokensWithOurs() {
    isRefused(
        good()
            .setTypeHeader("JWT")
            .setIssuer(TestHouse.issuer())
            .setAudiences(List.of(TestHouse.A)));
  }

  @Test
  void refusesTheTokensOfAnotherInstallation(@TempDir Path elsewhere) {
    var other = TokenKeys.at(elsewhere.resolve("token.keyset.json"));
    bearer(other.sign(good().build())).get("/companies").is(Problem.UNAUTHENTICATED);
  }
}
