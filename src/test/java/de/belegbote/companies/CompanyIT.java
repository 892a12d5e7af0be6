// Companies over HTTP: made, read, changed, listed, erased.
package de.belegbote.companies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompanyIT {
  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient a;
  private static ApiClient b;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
    a = house.as(TestHouse.A);
    b = house.as(TestHouse.B);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static JsonObject body(String name) {
    return new JsonObject().put("name", name).put("country", "DE");
  }

  @Test
  void givesWhatWasMade() {
    var made = a.post("/companies", body("Bäckerei Sommer").put("externalId", "C-1")).is(201);

    assertEquals("/v1/companies/" + made.json().getString("id"), made.header("Location"));
    var read = a.get("/companies/" + made.json().getString("id")).is(200);
    assertEquals(made.json(), read.json());
    assertEquals(made.header("ETag"), read.header("ETag"));
    assertEquals("Bäckerei Sommer", read.json().getString("name"));
  }

  @Test
  void changesOnlyWhatAPatchNames() {
    String id = made("Alt", "C-2");

    var changed =
        a.patch("/companies/" + id, new JsonObject().put("name", "Neu").putNull("externalId"))
            .is(200)
            .json();

    assertEquals("Neu", changed.getString("name"));
    assertEquals("DE", changed.getString("country"));
    assertFalse(changed.containsKey("externalId"));
    assertEquals(changed, a.get("/companies/" + id).is(200).json());
  }

  @Test
  void refusesAChangeOfWhatSomebodyElseChanged() {
    String id = made("Zuerst", null);
    String seen = a.get("/companies/" + id).is(200).header("ETag");
    a.patch("/companies/" + id, new JsonObject().put("name", "Dazwischen")).is(200);

    a.with("If-Match", seen)
        .patch("/companies/" + id, new JsonObject().put("name", "Zu spät"))
        .is(Problem.PRECONDITION_FAILED);

    assertEquals("Dazwischen", a.get("/companies/" + id).json().getString("name"));
  }

  @Test
  void keepsExternalIdsApartWithinATenantOnly() {
    made("Eine", "C-3");

    a.post("/companies", body("Andere").put("externalId", "C-3")).is(Problem.CONFLICT);
    b.post("/companies", body("Andere").put("externalId", "C-3")).is(201);
  }

  @Test
  void erasesACompanyOnce() {
    String id = made("Weg", "C-4");

    a.delete("/companies/" + id).is(204);

    a.get("/companies/" + id).is(Problem.NOT_FOUND);
    a.delete("/companies/" + id).is(Problem.NOT_FOUND);
    made("Wieder", "C-4");
  }

  @Test
  void answersAForeignCompanyLikeAnUnknownOne() {
    String id = made("Fremd", null);
    String unknown = UUID.randomUUID().toString();
    var patch = new JsonObject().put("name", "Übernommen");

    var foreign = b.get("/companies/" + id).is(Problem.NOT_FOUND).json();
    var missing = b.get("/companies/" + unknown).is(Problem.NOT_FOUND).json();
    b.patch("/companies/" + id, patch).is(Problem.NOT_FOUND);
    b.delete("/companies/" + id).is(Problem.NOT_FOUND);

    foreign.remove("requestId");
    missing.remove("requestId");
    assertEquals(missing, foreign);
    assertEquals("Fremd", a.get("/companies/" + id).json().getString("name"));
  }

  @Test
  void pagesThroughAllCompaniesNewestFirst() {
    var expected = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      expected.add(0, id(b.post("/companies", body("Seite " + i)).is(201)));
    }

    var seen = new ArrayList<String>();
    String next = "/companies?limit=2";
    for (int pages = 0; next != null && pages < 20; pages++) {
      var page = b.get(next).is(200);
      assertTrue(page.items().size() <= 2, page::text);
      page.items().forEach(item -> seen.add(item.getString("id")));
      String cursor = page.json().getString("nextCursor");
      next = cursor == null ? null : "/companies?limit=2&cursor=" + cursor;
    }

    assertEquals(expected, seen.subList(0, 5));
    assertEquals(seen.size(), List.copyOf(new java.util.LinkedHashSet<>(seen)).size());
  }

  @Test
  void refusesTheCursorOfAnotherTenantOrList() {
    made("Eins", null);
    made("Zwei", null);
    String cursor = a.get("/companies?limit=1").is(200).json().getString("nextCursor");

    b.get("/companies?cursor=" + cursor).is(Problem.INVALID_CURSOR);
    a.get("/logins?cursor=" + cursor).is(Problem.INVALID_CURSOR);
    a.get("/companies?cursor=abc").is(Problem.INVALID_CURSOR);
  }

  @Test
  void makesOneCompanyForARepeatedRequest() {
    var once = a.with("Idempotency-Key", UUID.randomUUID().toString());

    var first = once.post("/companies", body("Einmal")).is(201);
    var repeat = once.post("/companies", body("Einmal")).is(201);
    once.post("/companies", body("Anderes")).is(Problem.IDEMPOTENCY_KEY_REUSED);
    var fresh =
        a.with("Idempotency-Key", UUID.randomUUID().toString())
            .post("/companies", body("Einmal"))
            .is(201);

    assertEquals(first.json(), repeat.json());
    assertEquals(first.header("Location"), repeat.header("Location"));
    assertEquals("", first.header("Idempotent-Replayed"));
    assertEquals("true", repeat.header("Idempotent-Replayed"));
    assertNotEquals(id(first), id(fresh));
  }

  @Test
  void leavesTheKeyFreeAfterAFailure() {
    var once = a.with("Idempotency-Key", UUID.randomUUID().toString());
    made("Belegt", "C-5");

    once.post("/companies", body("X").put("externalId", "C-5")).is(Problem.CONFLICT);
    once.post("/companies", body("X").put("externalId", "C-6")).is(201);
  }

  @Test
  void saysWhichMemberIsWrong() {
    var problem =
        a.post("/companies", new JsonObject().put("name", "").put("country", "Deutschland"))
            .is(Problem.INVALID_REQUEST)
            .json();

    var pointers =
        problem.getJsonArray("errors").stream()
            .map(item -> ((JsonObject) item).getString("pointer"))
            .toList();
    assertTrue(pointers.contains("/name"), problem::encode);
    assertTrue(pointers.contains("/country"), problem::encode);
  }

  @CanIgnoreReturnValue
  private static String made(String name, String externalId) {
    var body = body(name);
    if (externalId != null) {
      body.put("externalId", externalId);
    }
    return id(a.post("/companies", body).is(201));
  }

  private static String id(ApiClient.Answer answer) {
    return answer.json().getString("id");
  }
}
