// Keys that an issuer publishes: rotated, removed, slow, wrong, or not to be had.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TurnableClock;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.TokenKey;
import de.belegbote.testing.Wait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerKeysIT {
  private static final String TENANT = "0193a1c0-0000-7000-8000-0000000000d4";
  private static final String FIRST = "https://first.example";
  private static final String SECOND = "https://second.example";
  private static final Duration A_MINUTE = Duration.ofSeconds(61);
  private static final Duration FIVE_MINUTES = Duration.ofSeconds(301);

  @TempDir Path folder;
  private final TurnableClock clock = new TurnableClock(Instant.now());
  private final TokenKey one = new TokenKey("one");
  private final TokenKey two = new TokenKey("two");
  private final Issuer issuer = new Issuer(true, one);
  private final Issuer other = new Issuer(false, two);
  private TestHouse house;

  @BeforeEach
  void start() throws Exception {
    var authority = issuer.authority();
    String file =
        """
        id: %s
        name: Test
        languages: [en]
        portals: ["*"]
        limits: {requests_per_minute: 100000, requests_per_minute_and_credential: 100000}
        jwt:
          - {issuer: "%s", audience: api, jwks_url: "%s", jwks_authority: %s}
          - issuer: %s
            audience: other-api
            jwks_url: %s
            algorithms: [ES256]
            roles: {claim: [groups], scopes: {clerk: [read]}}
          - {issuer: "https://third.example", audience: api, jwks_url: "%s", algorithms: [RS256]}
        """
            .formatted(
                TENANT,
                FIRST,
                issuer.url(),
                new JsonArray().add(authority).encode().replaceFirst("^\\[(.*)]$", "$1"),
                SECOND,
                other.url(),
                other.url());
    house = TestHouse.start(folder, clock.source(), Map.of("issuers.yaml", file));
    Wait.until("the keys are read without being asked for", () -> issuer.asked() == 1);
    // Waits for the answer too.
    call(one).is(200);
  }

  @AfterEach
  void stop() {
    house.close();
    issuer.close();
    other.close();
  }

  private JsonObject claims(String from, String audience) {
    return new JsonObject()
        .put("iss", from)
        .put("aud", audience)
        .put("sub", "tester")
        .put("scope", "read")
        .put("exp", clock.instant().getEpochSecond() + 3_600);
  }

  private ApiClient.Answer call(String token) {
    return house.nobody().with("Authorization", "Bearer " + token).get("/companies");
  }

  private ApiClient.Answer call(TokenKey key) {
    return call(key.sign(claims(FIRST, "api")));
  }

  private void askedInTheBackground(int times) {
    Wait.until("the issuer is asked " + times + " times", () -> issuer.asked() >= times);
  }

  @Test
  void takesANewKeyAtOnceAndAsksAtMostOnceAMinute() {
    call(one).is(200);
    clock.turn(A_MINUTE);
    issuer.publishes(one, two);
    call(two).is(200);
    call(one).is(200);
    assertEquals(2, issuer.asked());

    for (int i = 0; i < 20; i++) {
      call(new TokenKey("made up " + i)).is(Problem.UNAUTHENTICATED);
    }
    assertEquals(2, issuer.asked(), "tokens with made-up keys make us ask");
    clock.turn(A_MINUTE);
    call(new TokenKey("made up")).is(Problem.UNAUTHENTICATED);
    call(new TokenKey("made up")).is(Problem.UNAUTHENTICATED);
    assertEquals(3, issuer.asked());
  }

  @Test
  void refusesARemovedKeyWithinFiveMinutes() {
    String token = one.sign(claims(FIRST, "api"));
    call(token).is(200);
    issuer.publishes(two);
    call(token).is(200);
    clock.turn(FIVE_MINUTES);
    askedInTheBackground(2);
    Wait.until("the key is forgotten", () -> call(token).status() == 401);
    call(two).is(200);
  }

  @Test
  void goesOnWithTheLastKeysWhileTheIssuerIsAwayButNotForEver() {
    issuer.does(request -> request.connection().close());
    clock.turn(FIVE_MINUTES);
    askedInTheBackground(2);
    call(one).is(200);
    clock.turn(Duration.ofHours(23));
    askedInTheBackground(3);
    call(one).is(200);
    clock.turn(Duration.ofHours(1));
    call(one).is(Problem.UNAVAILABLE);
    issuer.publishes(one);
    clock.turn(A_MINUTE);
    Wait.until("the issuer is back", () -> call(one).status() == 200);
  }

  @Test
  void keepsTheLastKeysWhenTheAnswerIsNone() {
    int asked = 1;
    for (String text :
        new String[] {
          "", "x", "[]", "{}", "{\"keys\":{}}", "{\"keys\":null}", " ".repeat(300_000)
        }) {
      issuer.answers(text);
      clock.turn(FIVE_MINUTES);
      askedInTheBackground(++asked);
      call(one).is(200);
    }
    issuer.does(
        request -> {
          var unused =
              request
                  .response()
                  .setStatusCode(302)
                  .putHeader("Location", other.url())
                  .end(TokenKey.set(two).encode());
        });
    clock.turn(FIVE_MINUTES);
    askedInTheBackground(++asked);
    call(one).is(200);
    call(two).is(Problem.UNAUTHENTICATED);
  }

  @Test
  void waitsForAnIssuerThatHangsButNotLong() {
    issuer.hangs();
    clock.turn(A_MINUTE);
    long begun = System.nanoTime();
    call(two).is(Problem.UNAUTHENTICATED);
    var waited = Duration.ofNanos(System.nanoTime() - begun);
    assertTrue(waited.toSeconds() < 10, waited::toString);
    call(one).is(200);
  }

  @Test
  void picksTheKeysThatCanCheckATokenAmongAllThatAreThere() {
    var encrypting = new TokenKey("encrypting");
    var bare = new TokenKey("bare");
    var wrong = new TokenKey("wrong");
    var withoutAlgorithm = bare.jwk();
    withoutAlgorithm.remove("alg");
    var keys =
        new JsonArray()
            .add("x")
            .add(new JsonObject())
            .add(new JsonObject().put("kid", 1).put("kty", "EC"))
            .add(new JsonObject().put("kid", "short").put("kty", "RSA").put("n", "AQAB"))
            .add(new JsonObject().put("kid", "s").put("kty", "oct").put("k", "c2VjcmV0"))
            .add(encrypting.jwk().put("use", "enc"))
            .add(wrong.jwk().put("alg", "ES512"))
            .add(new TokenKey("broken").jwk().put("x", "AAAA"))
            .add(withoutAlgorithm);
    issuer.answers(new JsonObject().put("keys", keys).encode());
    clock.turn(A_MINUTE);
    call(bare).is(200);
    call(encrypting).is(Problem.UNAUTHENTICATED);
    call(wrong).is(Problem.UNAUTHENTICATED);
    call(new TokenKey("broken")).is(Problem.UNAUTHENTICATED);
    call(new TokenKey("short")).is(Problem.UNAUTHENTICATED);
    call(one).is(Problem.UNAUTHENTICATED);
  }

  @Test
  void keepsTheIssuersOfATenantApart() {
    call(two.sign(claims(SECOND, "other-api").put("groups", JsonArray.of("clerk")))).is(200);
    call(two.sign(claims(SECOND, "other-api").put("groups", new JsonArray())))
        .is(Problem.FORBIDDEN);
    call(two.sign(claims(SECOND, "api").put("groups", JsonArray.of("clerk"))))
        .is(Problem.UNAUTHENTICATED);
    call(two.sign(claims(FIRST, "api"))).is(Problem.UNAUTHENTICATED);
    call(one.sign(claims(SECOND, "other-api"))).is(Problem.UNAUTHENTICATED);
    call(two.sign(claims("https://third.example", "api"))).is(Problem.UNAUTHENTICATED);
  }
}
