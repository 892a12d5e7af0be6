// Tokens that somebody forged, or took for another purpose: none of them opens the API.
package de.belegbote.http;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenIT {
  private static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"test\"}";

  private static final String WITH_ROLES = "0193a1c0-0000-7000-8000-0000000000c3";

  @TempDir static Path folder;
  private static TestHouse house;

  @BeforeAll
  static void start() {
    String roles =
        "    roles: {claim: [realm_access, roles],"
            + " scopes: {clerk: [read], boss: [read, write], guest: []}}\n";
    String file = TestHouse.tenant(WITH_ROLES, "").replace("    jwks:", roles + "    jwks:");
    house = TestHouse.start(folder, TimeSource.system(), Map.of("roles.yaml", file));
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static JsonObject header() {
    return new JsonObject(HEADER);
  }

  private static JsonObject claims() {
    return new JsonObject("{" + hourAhead() + "}")
        .put("iss", TestHouse.issuer())
        .put("aud", TestHouse.A)
        .put("sub", "tester")
        .put("scope", TestHouse.ALL);
  }

  private static void isRefused(String token) {
    house
        .nobody()
        .with("Authorization", "Bearer " + token)
        .get("/companies")
        .is(Problem.UNAUTHENTICATED);
  }

  private static void isTaken(JsonObject header, JsonObject claims) {
    house
        .nobody()
        .with("Authorization", "Bearer " + TestHouse.sign(header, claims))
        .get("/companies")
        .is(200);
  }

  /** A change of a good token, as {@code name = JSON}; only the name: it is left out. */
  private static JsonObject changed(JsonObject good, String change) {
    int sign = change.indexOf('=');
    if (sign < 0) {
      good.remove(change);
      return good;
    }
    return good.mergeIn(
        new JsonObject(
            "{\"" + change.substring(0, sign) + "\":" + change.substring(sign + 1) + "}"));
  }

  @Test
  void takesWhatIsAsItShouldBe() {
    isTaken(header(), claims());
    isTaken(changed(header(), "typ"), claims());
    isTaken(header().put("typ", "at+jwt"), claims());
    isTaken(header(), claims().put("aud", JsonArray.of("elsewhere", TestHouse.A)));
    isTaken(header(), claims().put("typ", "Bearer").put("iat", 0).put("nbf", 0));
  }

  static Stream<String> headers() {
    return """
    alg | alg=null | alg=5 | alg="none" | alg="None" | alg="HS256" | alg="RS256"
    alg="ES384" | alg=["ES256"]
    kid | kid=null | kid=7 | kid="other" | kid="" | kid={}
    typ=null | typ=1 | typ="dpop+jwt" | typ="logout+jwt" | typ="secevent+jwt"
    crit=["exp"] | crit=[]
    """
        .lines()
        .flatMap(line -> Stream.of(line.split(" \\| ")));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void refusesAHeader(String change) {
    isRefused(TestHouse.sign(changed(header(), change), claims()));
  }

  static Stream<String> claimChanges() {
    long now = Instant.now().getEpochSecond();
    return """
    iss | iss=null | iss=1 | iss="https://elsewhere.example" | iss=["x"]
    aud | aud=null | aud=1 | aud="elsewhere" | aud=[] | aud={} | aud=[1,"TENANT"]
    aud=["1","2","3","4","5","6","7","8","9","10","TENANT"]
    sub | sub=null | sub=1 | sub="" | sub=" " | sub={} | sub=["tester"] | sub="LONG"
    exp | exp=null | exp="SOON" | exp=PAST | exp=0 | exp=-1 | exp=FAR | exp=1e300
    exp=true | exp=[SOON] | nbf=SOON | nbf="0" | nbf=null | iat="0" | iat=null | iat={}
    scope=["read"] | scope=1 | scope=null | scope={}
    typ="ID" | typ="Refresh" | typ="Logout" | typ=1 | typ=null | at_hash="x" | c_hash="x"
    """
        .replace("TENANT", TestHouse.A)
        .replace("LONG", "x".repeat(256))
        .replace("SOON", String.valueOf(now + 3_600))
        .replace("PAST", String.valueOf(now - 60))
        .replace("FAR", String.valueOf(now + 25 * 3_600))
        .lines()
        .flatMap(line -> Stream.of(line.split(" \\| ")));
  }

  @ParameterizedTest
  @MethodSource("claimChanges")
  void refusesAClaim(String change) {
    isRefused(TestHouse.sign(header(), changed(claims(), change)));
  }

  private static ApiClient withRoles(Object access) {
    var claims = claims().put("aud", WITH_ROLES).put("realm_access", access);
    return house.nobody().with("Authorization", "Bearer " + TestHouse.sign(header(), claims));
  }

  private static JsonObject roles(Object... names) {
    return new JsonObject().put("roles", JsonArray.of(names));
  }

  @Test
  void allowsWhatTheFileSaysOfTheRolesAndNothingByScope() {
    var company = new JsonObject().put("name", "Muster GmbH");
    var boss = withRoles(roles("offline_access", "boss")).with("Idempotency-Key", "1");
    boss.post("/companies", company).is(201);
    var clerk = withRoles(roles("clerk", "guest")).with("Idempotency-Key", "2");
    clerk.get("/companies").is(200);
    clerk.post("/companies", company).is(Problem.FORBIDDEN);
    withRoles(roles("guest", "admin")).get("/companies").is(Problem.FORBIDDEN);
    withRoles(roles()).get("/companies").is(Problem.FORBIDDEN);
    withRoles(new JsonObject()).get("/companies").is(Problem.FORBIDDEN);
  }

  @Test
  void refusesRolesOfTheWrongType() {
    for (Object access :
        new Object[] {
          "boss",
          1,
          JsonArray.of("boss"),
          new JsonObject().put("roles", "boss"),
          new JsonObject().put("roles", new JsonObject().put("boss", true)),
          roles("boss", 1)
        }) {
      withRoles(access).get("/companies").is(Problem.UNAUTHENTICATED);
    }
  }

  @Test
  void looksAtNoKeyThatATokenBrings() {
    isRefused(TestHouse.signByAnother(header(), claims()));
    for (String name : new String[] {"jku", "x5u"}) {
      isRefused(
          TestHouse.signByAnother(
              header().put(name, house.managementUrl() + "/" + name), claims()));
    }
    isRefused(
        TestHouse.signByAnother(
            header().put("jwk", new JsonObject().put("kty", "EC").put("kid", "test")), claims()));
    isRefused(TestHouse.signByAnother(header().put("x5c", JsonArray.of("MIIB")), claims()));
  }

  @Test
  void refusesWhatIsNoSignedToken() {
    String good = TestHouse.sign(header(), claims());
    String[] parts = good.split("\\.", 3);
    String unsigned = text("{\"alg\":\"none\",\"kid\":\"test\"}") + "." + parts[1] + ".";
    String more = text(claims().put("sub", "root").encode());
    for (String token :
        new String[] {
          "",
          ".",
          "..",
          "...",
          "x",
          "x.y.z",
          parts[0] + "." + parts[1],
          good + ".x",
          good + "A",
          good + "=",
          parts[0] + "." + parts[1] + ".",
          unsigned,
          unsigned + parts[2],
          parts[0] + "." + more + "." + parts[2],
          good.substring(0, good.length() - 4),
          text("null") + "." + parts[1] + "." + parts[2],
          text("[]") + "." + parts[1] + "." + parts[2],
          text("\"x\"") + "." + parts[1] + "." + parts[2],
          parts[0] + "." + text("null") + "." + parts[2],
          parts[0] + "." + text("[".repeat(2_000)) + "." + parts[2],
          parts[0] + "." + text("{\"a\":".repeat(800)) + "." + parts[2]
        }) {
      isRefused(token);
    }
  }

  @Test
  void refusesOtherClaimsUnderASignatureThatWasGood() {
    String good = TestHouse.sign(header(), claims());
    house.nobody().with("Authorization", "Bearer " + good).get("/companies").is(200);
    String[] parts = good.split("\\.", 3);
    isRefused(parts[0] + "." + text(claims().put("aud", TestHouse.B).encode()) + "." + parts[2]);
  }

  private static String hourAhead() {
    return "\"exp\":" + (Instant.now().getEpochSecond() + 3_600);
  }

  private static String text(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
