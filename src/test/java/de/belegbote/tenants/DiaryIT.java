// What a tenant reads of itself: its file, who did what, which secret was used.
package de.belegbote.tenants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiaryIT {
  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient a;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
    a = house.as(TestHouse.A);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @Test
  void showsTheTenantOfTheCaller() {
    var tenant = a.get("/tenant").is(200).json();

    assertEquals(TestHouse.A, tenant.getString("id"));
    assertEquals(new JsonArray(List.of("de", "en", "fr")), tenant.getJsonArray("languages"));
    assertEquals(100_000, tenant.getJsonObject("limits").getInteger("requestsPerMinute"));
    assertFalse(tenant.encode().contains("jwk"), tenant::encode);
    assertEquals(TestHouse.B, house.as(TestHouse.B).get("/tenant").json().getString("id"));
  }

  @Test
  void keepsWhoDidWhatAndHowItEnded() {
    String good = "r-" + UUID.randomUUID();
    String bad = "r-" + UUID.randomUUID();
    var company = new JsonObject().put("name", "Bäckerei").put("externalId", "D-1");
    String id =
        a.with("X-Request-Id", good).post("/companies", company).is(201).json().getString("id");
    a.with("X-Request-Id", bad).delete("/companies/" + UUID.randomUUID()).is(404);
    a.get("/companies/" + id).is(200);

    var lines = a.get("/audit-events").is(200).items();

    var made = line(lines, good);
    assertEquals("createCompany", made.getString("operation"));
    assertEquals(201, made.getInteger("status"));
    assertEquals(
        new JsonObject().put("kind", "user").put("id", "tester"), made.getJsonObject("actor"));
    assertEquals(404, line(lines, bad).getInteger("status"));
    assertTrue(lines.stream().noneMatch(l -> l.getString("operation").equals("getCompany")));
    assertFalse(house.as(TestHouse.B).get("/audit-events").is(200).text().contains(good));
  }

  private static JsonObject line(List<JsonObject> lines, String requestId) {
    return lines.stream()
        .filter(line -> line.getString("requestId").equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void namesTheKeyThatDidIt() {
    var wish =
        new JsonObject().put("name", "x").put("scopes", new JsonArray(List.of("read", "write")));
    var key = a.post("/api-keys", wish).is(201).json();
    String request = "r-" + UUID.randomUUID();

    house
        .nobody()
        .with("X-API-KEY", key.getString("key"))
        .with("X-Request-Id", request)
        .post("/companies", new JsonObject().put("name", "y"))
        .is(201);

    assertEquals(
        new JsonObject().put("kind", "api_key").put("id", key.getString("id")),
        line(a.get("/audit-events").items(), request).getJsonObject("actor"));
  }

  @Test
  void keepsEachUseOfASecret() {
    String endpoint =
        a.post("/webhook-endpoints", new JsonObject().put("url", "http://127.0.0.1:9/hook"))
            .is(201)
            .json()
            .getString("id");
    a.with("Idempotency-Key", UUID.randomUUID().toString())
        .send("POST", "/webhook-endpoints/" + endpoint + "/test", new byte[0])
        .is(202);

    var use = firstUse();

    assertEquals("webhook", use.getString("secret"));
    assertEquals("sign_webhook", use.getString("purpose"));
    assertEquals("allowed", use.getString("result"));
    assertEquals(
        new JsonObject().put("kind", "system").put("id", "webhooks"), use.getJsonObject("actor"));
    assertEquals(List.of(), a.get("/secret-uses?loginId=" + UUID.randomUUID()).is(200).items());
    assertEquals(List.of(), house.as(TestHouse.B).get("/secret-uses").is(200).items());
  }

  // The worker signs soon after the answer.
  private static JsonObject firstUse() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    var uses = a.get("/secret-uses").is(200).items();
    while (uses.isEmpty() && System.nanoTime() < end) {
      uses = a.get("/secret-uses").is(200).items();
    }
    return uses.get(0);
  }

  @Test
  void keepsTheDiaryFromThoseWhoAreNoAdmins() {
    var reader = house.as(TestHouse.A, "read write enrol webhooks");

    reader.get("/audit-events").is(Problem.FORBIDDEN);
    reader.get("/secret-uses").is(Problem.FORBIDDEN);
  }

  @Test
  void pagesThroughTheDiary() {
    for (int i = 0; i < 3; i++) {
      a.post("/companies", new JsonObject().put("name", "p")).is(201);
    }

    var first = a.get("/audit-events?limit=2").is(200);
    var second =
        a.get("/audit-events?limit=2&cursor=" + first.json().getString("nextCursor")).is(200);

    assertEquals(2, first.items().size());
    assertTrue(
        second.items().get(0).getString("id").compareTo(first.items().get(1).getString("id")) < 0);
  }
}
