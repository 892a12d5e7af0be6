// Texts in queries and headers arrive as they were sent.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersIT {
  @TempDir static Path folder;
  private static TestHouse house;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"20.26", "1e5", "-7", "true", "null", "\"x\"", "a\"b", "{\"a\":1}", "[1]"})
  void acceptsAnyTextAsInvoiceNumber(String number) {
    house
        .as(TestHouse.A)
        .get("/invoices?number=" + URLEncoder.encode(number, StandardCharsets.UTF_8))
        .is(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026.11", "\"quoted\"", "{1}", "true"})
  void repeatsByAnyTextAsIdempotencyKey(String key) {
    var caller = house.as(TestHouse.A).with("Idempotency-Key", key);
    String first = caller.post("/companies", new JsonObject().put("name", "A")).is(201).text();
    String again = caller.post("/companies", new JsonObject().put("name", "A")).is(201).text();
    assertEquals(first, again);
  }

  @Test
  void keepsKeysApartThatDifferInQuotesOnly() {
    var one = house.as(TestHouse.A).with("Idempotency-Key", "same");
    var two = house.as(TestHouse.A).with("Idempotency-Key", "\"same\"");
    String first = one.post("/companies", new JsonObject().put("name", "A")).is(201).text();
    String other = two.post("/companies", new JsonObject().put("name", "A")).is(201).text();
    assertEquals(false, first.equals(other));
  }

  @Test
  void namesTheParameterThatIsWrong() {
    var problem = house.as(TestHouse.A).get("/invoices?limit=0").is(Problem.INVALID_REQUEST);
    assertEquals(
        "/query/limit",
        problem.json().getJsonArray("errors").getJsonObject(0).getString("pointer"));
  }
}
