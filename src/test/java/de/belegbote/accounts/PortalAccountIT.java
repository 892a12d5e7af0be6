// Portal accounts and logins over HTTP: linked, changed, paused, ended.
package de.belegbote.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortalAccountIT {
  private static final String PASSWORD = "a-password-of-maria";

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

  private static String company() {
    return a.post("/companies", new JsonObject().put("name", "Bäckerei"))
        .is(201)
        .json()
        .getString("id");
  }

  @CanIgnoreReturnValue
  private static JsonObject linked(String company, String username) {
    return a.post("/portal-accounts", TestHouse.account(company, username, PASSWORD))
        .is(201)
        .json();
  }

  private static int secrets() throws SQLException {
    try (var connection = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var rows =
            connection
                .createStatement()
                .executeQuery("select count(*) from belegbote.sealed_secret")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void linksAPortalAndNeverGivesTheCredentialsBack() {
    String company = company();
    var made =
        a.post("/portal-accounts", TestHouse.account(company, "maria@example.com", PASSWORD))
            .is(201);

    assertEquals("new", made.json().getString("state"));
    assertEquals(7, made.json().getJsonObject("schedule").getInteger("intervalDays"));
    var read = a.get("/portal-accounts/" + made.json().getString("id")).is(200);
    assertEquals(made.json(), read.json());
    assertEquals(made.header("ETag"), read.header("ETag"));
    var login = a.get("/logins/" + made.json().getString("loginId")).is(200);
    for (var answer : List.of(made, read, login)) {
      assertFalse(answer.text().contains(PASSWORD));
      assertFalse(answer.text().contains("maria@example.com"));
    }
    assertEquals(
        new JsonArray().add(made.json().getString("id")),
        login.json().getJsonArray("portalAccountIds"));
  }

  @Test
  void needsTheConsentOfTheCustomer() {
    var none = TestHouse.account(company(), "u", PASSWORD);
    none.remove("consent");
    a.post("/portal-accounts", none).is(Problem.INVALID_REQUEST);

    var early = TestHouse.account(company(), "u", PASSWORD);
    early.getJsonObject("consent").put("acceptedAt", "2999-01-01T00:00:00Z");
    var problem = a.post("/portal-accounts", early).is(Problem.INVALID_REQUEST).json();
    assertEquals(
        "/consent/acceptedAt",
        problem.getJsonArray("errors").getJsonObject(0).getString("pointer"));
  }

  @Test
  void leavesNoSecretBehindWhenALinkFails() throws SQLException {
    int before = secrets();

    a.post("/portal-accounts", TestHouse.account(UUID.randomUUID().toString(), "u", PASSWORD))
        .is(Problem.NOT_FOUND);
    a.post(
            "/portal-accounts",
            TestHouse.account(company(), "u", PASSWORD).put("portalId", "unknown"))
        .is(Problem.NOT_FOUND);
    a.post(
            "/portal-accounts",
            TestHouse.account(company(), "u", PASSWORD)
                .put("schedule", new JsonObject().put("timeZone", "Europe/Nowhere")))
        .is(Problem.INVALID_REQUEST);

    assertTrue(settlesAt(before), "a secret is left");
  }

  // What is destroyed after the answer may take a moment.
  private static boolean settlesAt(int wanted) throws SQLException {
    long end = System.nanoTime() + java.time.Duration.ofSeconds(10).toNanos();
    while (secrets() != wanted && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return secrets() == wanted;
  }

  @Test
  void keepsOneSecretForARepeatedRequest() throws SQLException {
    String company = company();
    var once = a.with("Idempotency-Key", UUID.randomUUID().toString());
    var first = once.post("/portal-accounts", TestHouse.account(company, "once", PASSWORD)).is(201);
    int before = secrets();

    var repeat =
        once.post("/portal-accounts", TestHouse.account(company, "once", PASSWORD)).is(201);

    assertEquals(first.json(), repeat.json());
    assertEquals("true", repeat.header("Idempotent-Replayed"));
    assertTrue(settlesAt(before), "the repeat's secret is left");
  }

  @Test
  void refusesTheSameAccountTwice() {
    String company = company();
    linked(company, "twice");

    a.post("/portal-accounts", TestHouse.account(company, "twice", PASSWORD)).is(Problem.CONFLICT);
  }

  @Test
  void changesLabelAndScheduleByMergePatch() {
    var account = linked(company(), "patched");
    String path = "/portal-accounts/" + account.getString("id");
    a.patch(
            path,
            new JsonObject()
                .put("label", "Haupt")
                .put("schedule", new JsonObject().put("hours", new JsonArray(List.of(6)))))
        .is(200);

    var changed =
        a.with("Content-Type", "application/merge-patch+json")
            .patch(
                path,
                new JsonObject()
                    .putNull("label")
                    .put("schedule", new JsonObject().put("intervalDays", 14)))
            .is(200)
            .json();

    assertFalse(changed.containsKey("label"));
    assertEquals(14, changed.getJsonObject("schedule").getInteger("intervalDays"));
    assertEquals(
        new JsonArray(List.of(6)), changed.getJsonObject("schedule").getJsonArray("hours"));
    a.with("If-Match", "\"1\"")
        .patch(path, new JsonObject().put("label", "x"))
        .is(Problem.PRECONDITION_FAILED);
    a.patch(path, new JsonObject().put("consent", new JsonObject())).is(Problem.INVALID_REQUEST);
  }

  @Test
  void replacesThePasswordInPlace() throws SQLException {
    var account = linked(company(), "renewed");
    int before = secrets();
    keepSession(account.getString("loginId"));

    var changed =
        a.patch(
                "/portal-accounts/" + account.getString("id"),
                new JsonObject()
                    .put("credentials", new JsonObject().put("password", "another-one")))
            .is(200);

    assertEquals(account.getString("loginId"), changed.json().getString("loginId"));
    assertFalse(changed.text().contains("another-one"));
    assertTrue(settlesAt(before), "the former password or its session is left");
  }

  // As a run leaves it behind.
  private static void keepSession(String login) throws SQLException {
    try (var connection = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var rows = connection.createStatement()) {
      rows.execute(
          """
          with kept as (insert into belegbote.sealed_secret
            select tenant_id, gen_random_uuid(), 'session', 'session', '\\x00', now()
            from belegbote.login where id = '%s' returning id)
          update belegbote.login set session_ref = 'session:session:' || (select id from kept)
          where id = '%s'
          """
              .formatted(login, login));
    }
  }

  @Test
  void pausesAndResumes() {
    String path = "/portal-accounts/" + linked(company(), "paused").getString("id");

    assertEquals(
        "paused",
        a.patch(path, new JsonObject().put("paused", true)).is(200).json().getString("state"));
    assertEquals(1, a.get("/portal-accounts?state=paused").items().size());
    assertEquals(
        "verifying",
        a.patch(path, new JsonObject().put("paused", false)).is(200).json().getString("state"));
  }

  @Test
  void endsTheLoginAndItsSecretsWithTheLastAccount() throws SQLException {
    int before = secrets();
    var account = linked(company(), "ended");
    keepSession(account.getString("loginId"));
    assertEquals(before + 2, secrets());

    a.delete("/portal-accounts/" + account.getString("id")).is(204);

    a.get("/portal-accounts/" + account.getString("id")).is(Problem.NOT_FOUND);
    a.get("/logins/" + account.getString("loginId")).is(Problem.NOT_FOUND);
    assertTrue(settlesAt(before), "a secret is left");
    a.delete("/portal-accounts/" + account.getString("id")).is(Problem.NOT_FOUND);
  }

  @Test
  void endsEveryAccountOfADeletedLogin() {
    String company = company();
    var account = linked(company, "deleted");
    a.delete("/companies/" + company).is(Problem.CONFLICT);

    a.delete("/logins/" + account.getString("loginId")).is(204);

    a.get("/portal-accounts/" + account.getString("id")).is(Problem.NOT_FOUND);
    a.delete("/companies/" + company).is(204);
  }

  @Test
  void listsTheAccountsAndLoginsOfACompany() {
    String company = company();
    var one = linked(company, "one");
    var two = linked(company, "two");
    assertNotEquals(one.getString("loginId"), two.getString("loginId"));

    assertEquals(
        List.of(two.getString("id"), one.getString("id")),
        a.get("/portal-accounts?companyId=" + company).items().stream()
            .map(i -> i.getString("id"))
            .toList());
    var page = a.get("/logins?limit=1&companyId=" + company).is(200);
    assertEquals(two.getString("loginId"), page.items().get(0).getString("id"));
    var rest =
        a.get(
                "/logins?limit=1&companyId="
                    + company
                    + "&cursor="
                    + page.json().getString("nextCursor"))
            .is(200);
    assertEquals(one.getString("loginId"), rest.items().get(0).getString("id"));
    assertEquals(
        List.of(), house.as(TestHouse.B).get("/logins?companyId=" + company).is(200).items());
  }

  @Test
  void hidesAccountsAndLoginsFromOtherTenants() {
    var account = linked(company(), "hidden");
    var b = house.as(TestHouse.B);

    b.get("/portal-accounts/" + account.getString("id")).is(Problem.NOT_FOUND);
    b.patch("/portal-accounts/" + account.getString("id"), new JsonObject().put("paused", true))
        .is(Problem.NOT_FOUND);
    b.delete("/logins/" + account.getString("loginId")).is(Problem.NOT_FOUND);
    a.get("/logins/" + account.getString("loginId")).is(200);
  }
}
