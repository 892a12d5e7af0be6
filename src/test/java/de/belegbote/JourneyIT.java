// The whole main job over HTTP only, and then the search for whatever it let slip.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.demo.Bookkeeping;
import de.belegbote.demo.Journey;
import de.belegbote.demo.Partner;
import de.belegbote.demo.Receiver;
import de.belegbote.demo.Story;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.CapturedLog;
import de.belegbote.testing.LeakSearch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.backends.BackendRegistries;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class JourneyIT {
  @TempDir Path folder;

  private final Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final CapturedLog log = new CapturedLog();
  private final Receiver receiver = Receiver.start();
  private final LeakSearch secrets = new LeakSearch();
  private TestHouse house;
  private Partner partner;
  private Journey journey;
  private Bookkeeping bookkeeping;

  @BeforeEach
  void start() {
    house = TestHouse.start(folder);
    var story = new Story(new PrintStream(OutputStream.nullOutputStream()), TimeSource.system());
    String token = house.token(TestHouse.A, TestHouse.ALL);
    secrets.secret("JWT", token);
    partner = Partner.at(house.url()).withToken(token);
    var places = new Journey.Places(house.url(), house.managementUrl(), house.practiceUrl());
    journey = new Journey(places, partner, receiver, story, "journey");
    bookkeeping = new Bookkeeping(partner, receiver, story);
  }

  @AfterEach
  void stop() {
    house.close();
    receiver.close();
    log.close();
  }

  @Test
  void doesTheWholeJobAndLetsNoSecretSlip() throws Exception {
    journey.createCompany();
    secrets.secret("webhook secret", journey.orderWebhooks());
    journey.linkPortal();
    journey.sendLink();
    journey.openLink();
    journey.sendPhoto(journey.photograph());
    journey.activate();
    journey.confirm();
    var fetch = journey.awaitFetch();
    assertEquals("OK", fetch.getString("outcome"));
    var invoices = bookkeeping.invoices(journey.account());
    bookkeeping.documents(invoices);
    bookkeeping.webhooks(fetch.getString("id"), invoices);
    remember();

    stateIsTrue(invoices.size());
    fetchesNothingTwice(invoices.size());
    documentsComeWithTheirHeaders(invoices.get(0));

    var places =
        new LeakPlaces(
            log,
            house.database(),
            folder.resolve("data"),
            begun,
            house.managementUrl(),
            partner,
            receiver);
    assertTrue(log.text().contains("fetch ended"), "the log was not listened to");
    assertTrue(places.dump().contains(journey.username()), "the dump holds no rows");
    assertEquals(List.of(), places.search(secrets));
    findsWhatIsPlanted(places);
  }

  // An API key is used too, so that it can be looked for.
  private void remember() {
    secrets.secret("password", PracticePortal.PASSWORD);
    secrets.secret("seed as shown", journey.key());
    secrets.secret("seed", journey.key().replace(" ", ""));
    secrets.secret("upload token", journey.uploadToken());
    secrets.secret("browser cookie", journey.cookie().replaceFirst(".*?=", ""));
    secrets.secret("confirm token", journey.enrolled().getString("confirmToken"));
    for (Object code : journey.enrolled().getJsonArray("codes")) {
      secrets.code(((JsonObject) code).getString("code"));
    }
    var made =
        partner
            .post(
                "/v1/api-keys",
                new JsonObject().put("name", "search").put("scopes", new JsonArray().add("read")))
            .is(201)
            .json();
    secrets.secret("API key", made.getString("key"));
    Partner.at(house.url()).with("X-API-KEY", made.getString("key")).get("/v1/companies").is(200);
  }

  private void stateIsTrue(int invoices) {
    var account = partner.get("/v1/portal-accounts/" + journey.account()).is(200).json();
    assertEquals("active", account.getString("state"));
    var login = partner.get("/v1/logins/" + journey.login()).is(200).json();
    assertEquals("proven", login.getJsonObject("secondFactor").getString("state"));
    assertFalse(partner.get("/v1/audit-events").is(200).items().isEmpty());
    var uses = partner.get("/v1/secret-uses").is(200).items();
    var purposes = uses.stream().map(u -> u.getString("purpose")).collect(Collectors.toSet());
    assertTrue(
        purposes.containsAll(Set.of("sign_in_password", "sign_in_code")), purposes::toString);
    var numbers =
        partner.get("/v1/events?limit=250").is(200).items().stream()
            .filter(e -> e.getLong("sequence") != null)
            .map(e -> e.getLong("sequence"))
            .sorted()
            .toList();
    // Each invoice, the account that works, the end of the fetch.
    assertEquals(LongStream.rangeClosed(1, invoices + 2).boxed().toList(), numbers);
  }

  private void fetchesNothingTwice(int invoices) {
    partner.post("/v1/portal-accounts/" + journey.account() + "/fetches").is(202);
    assertEquals("NOTHING_NEW", journey.awaitFetch().getString("outcome"));
    assertEquals(invoices, bookkeeping.invoices(journey.account()).size());
    long told = receiver.arrived().stream().filter(g -> g.type().equals("invoice.ready")).count();
    assertEquals(invoices, told);
  }

  private void documentsComeWithTheirHeaders(JsonObject invoice) {
    var answer = partner.get(invoice.getJsonObject("document").getString("href")).is(200);
    assertEquals("application/pdf", answer.header("Content-Type"));
    assertTrue(answer.header("Content-Disposition").startsWith("attachment"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    assertEquals("no-store", answer.header("Cache-Control"));
  }

  private void findsWhatIsPlanted(LeakPlaces places) throws Exception {
    String password = PracticePortal.PASSWORD;
    String seed = journey.key().replace(" ", "");
    String code = journey.enrolled().getJsonArray("codes").getJsonObject(0).getString("code");
    LoggerFactory.getLogger("de.belegbote.planted").trace("typed {} now", code);
    Files.writeString(
        folder.resolve("data/documents/planted"),
        URLEncoder.encode(journey.key(), StandardCharsets.UTF_8));
    Path temp = Files.createTempFile("belegbote-planted", ".txt");
    try (var connection = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var statement = connection.createStatement()) {
      Files.writeString(temp, journey.uploadToken());
      String hidden =
          Base64.getEncoder().encodeToString(("x" + seed).getBytes(StandardCharsets.UTF_8));
      statement.execute("update belegbote.company set name = '" + hidden + "'");
      statement.execute(
          "update belegbote.event set payload = jsonb_set(payload::jsonb, '{data,link}', '\""
              + password.toUpperCase(java.util.Locale.ROOT)
              + "\"')::text where type = 'fetch.finished'");
      BackendRegistries.getDefaultNow().counter("planted", "tag", password).increment();
      var found = Set.copyOf(places.search(secrets));
      for (String leak :
          List.of(
              "a code in log",
              "seed as shown in data folder",
              "upload token in temp folder",
              "seed as base64 in dump",
              "password in events",
              "password in metrics")) {
        assertTrue(found.contains(leak), leak + " was not found, but " + found);
      }
    } finally {
      Files.delete(temp);
    }
  }
}
