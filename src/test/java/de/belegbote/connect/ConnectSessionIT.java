// What partners do with connect sessions, over HTTP.
package de.belegbote.connect;

import static de.belegbote.testing.Wait.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.db.Database;
import de.belegbote.testing.ApiClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectSessionIT {
  private static final String BACK = "https://app.example.com/portals?customer=7";
  private static final String MEAGRE = "0193a1c0-0000-7000-8000-00000000d001";

  @TempDir static Path folder;
  private static TestHouse house;
  private static TurnableClock clock;
  private static ApiClient api;
  private static String company;

  @BeforeAll
  static void start() {
    clock = new TurnableClock(Instant.parse("2026-08-01T09:00:00Z"));
    String meagre = TestHouse.tenant(MEAGRE, "").replace("portals: [\"*\"]", "portals: [status]");
    house = TestHouse.start(folder, clock.source(), Map.of("d.yaml", meagre));
    api = house.as(TestHouse.A);
    company = company(api);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String company(ApiClient client) {
    return client
        .post("/companies", new JsonObject().put("name", "Firma"))
        .is(201)
        .json()
        .getString("id");
  }

  private static JsonObject wish() {
    return new JsonObject().put("companyId", company);
  }

  @Test
  void givesAnAddressOnceAndTellsTheStateLater() {
    var keyed = api.with("Idempotency-Key", "one");
    var wish =
        wish()
            .put("portalIds", new JsonArray().add("practice"))
            .put("language", "fr")
            .put("returnUrl", BACK);
    var made = keyed.post("/connect-sessions", wish).is(201).json();
    assertTrue(
        made.getString("url").matches("http://belegbote.test/c/[A-Za-z0-9_-]{32}"), made::encode);
    assertEquals("created", made.getString("state"));
    assertEquals("fr", made.getString("language"));
    assertEquals("2026-08-01T10:00:00Z", made.getString("expiresAt"));

    var repeated = keyed.post("/connect-sessions", wish).is(201).json();
    assertFalse(repeated.containsKey("url"));
    assertEquals(made.getString("id"), repeated.getString("id"));

    var read = api.get("/connect-sessions/" + made.getString("id")).is(200).json();
    made.remove("url");
    made.remove("shown");
    assertEquals(made, read);
    house.as(TestHouse.B).get("/connect-sessions/" + made.getString("id")).is(Problem.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com/",
        "https://app.example.com.evil.example/",
        "https://app.example.com@evil.example/",
        "https://app.example.com:8443/",
        "http://app.example.com/",
        "https://APP.example.com:x/",
        "https:///portals",
        "https://app.example.com/#part",
        "javascript:alert(1)//https"
      })
  void leadsBackToDeclaredOriginsOnly(String url) {
    api.post("/connect-sessions", wish().put("returnUrl", url)).is(Problem.INVALID_REQUEST);
  }

  @Test
  void offersOnlyWhatTheTenantMayUse() {
    var meagre = house.as(MEAGRE);
    var wish = new JsonObject().put("companyId", company(meagre));
    wish.put("portalIds", new JsonArray().add("practice"));
    meagre.post("/connect-sessions", wish).is(Problem.PORTAL_NOT_ALLOWED);
    wish.put("portalIds", new JsonArray().add("no-such-portal"));
    meagre.post("/connect-sessions", wish).is(Problem.NOT_FOUND);
  }

  @Test
  void repairsAnAccountOfTheCompanyOnly() {
    var account =
        api.post("/portal-accounts", TestHouse.account(company, "anna", "p")).is(201).json();
    var wish = wish().put("portalAccountId", account.getString("id"));
    var made = api.post("/connect-sessions", wish).is(201).json();
    assertTrue(made.getBoolean("repair"));
    assertEquals(account.getString("id"), made.getString("portalAccountId"));
    api.post("/connect-sessions", wish.copy().put("companyId", company(api))).is(Problem.NOT_FOUND);
    api.post("/connect-sessions", wish.copy().put("portalAccountId", UUID.randomUUID().toString()))
        .is(Problem.NOT_FOUND);
    wish.put("portalIds", new JsonArray().add("practice"));
    api.post("/connect-sessions", wish).is(Problem.INVALID_REQUEST);
  }

  @Test
  void isCancelledOnceAndExpiresByItself() {
    String one = api.post("/connect-sessions", wish()).is(201).json().getString("id");
    String other = api.post("/connect-sessions", wish()).is(201).json().getString("id");
    api.delete("/connect-sessions/" + one).is(204);
    api.delete("/connect-sessions/" + one).is(204);
    var cancelled = api.get("/connect-sessions/" + one).is(200).json();
    assertEquals("exited", cancelled.getString("state"));
    assertEquals("cancelled", cancelled.getString("exitReason"));
    clock.turn(Duration.ofMinutes(61));
    var fresh = house.as(TestHouse.A);
    assertEquals("expired", fresh.get("/connect-sessions/" + other).json().getString("state"));
    assertEquals("exited", fresh.get("/connect-sessions/" + one).json().getString("state"));
    fresh.delete("/connect-sessions/" + UUID.randomUUID()).is(Problem.NOT_FOUND);
    clock.turn(Duration.ofMinutes(-61));
  }

  @Test
  void forgetsASessionNinetyDaysAfterItsTime() {
    var made = api.post("/connect-sessions", wish()).is(201).json();
    String id = made.getString("id");
    var vertx = Vertx.vertx();
    var db = new Database(vertx, house.database().settings());
    var tenants = List.of(new TenantId(UUID.fromString(TestHouse.A)));
    Instant end = Instant.parse(made.getString("expiresAt")).plus(Duration.ofDays(90));
    var early = new TurnableClock(end.minusSeconds(1)).source();
    until(new ConnectSweep(db, early).forget(tenants));
    api.get("/connect-sessions/" + id).is(200);
    var late = new TurnableClock(end.plusSeconds(1)).source();
    until(new ConnectSweep(db, late).forget(tenants));
    api.get("/connect-sessions/" + id).is(Problem.NOT_FOUND);
    until(db.close());
    until(vertx.close());
  }
}
