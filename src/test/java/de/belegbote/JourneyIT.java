// The whole main job over HTTP only, and then the search for whatever it let slip.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
  private WholeJob job;

  @BeforeEach
  void start() {
    house = TestHouse.start(folder);
    var story = new Story(new PrintStream(OutputStream.nullOutputStream()), TimeSource.system());
    String token = house.token(TestHouse.A, TestHouse.ALL);
    secrets.secret("JWT", token);
    partner = Partner.at(house.url()).withToken(token);
    var places = new Journey.Places(house.url(), house.managementUrl(), house.practiceUrl());
    journey = new Journey(places, partner, receiver, story, "journey");
    job =
        new WholeJob(
            house.url(),
            journey,
            partner,
            receiver,
            new Bookkeeping(partner, receiver, story),
            secrets);
  }

  @AfterEach
  void stop() {
    house.close();
    receiver.close();
    log.close();
  }

  @Test
  void doesTheWholeJobAndLetsNoSecretSlip() throws Exception {
    job.isDone(journey::sendLink);

    var places =
        new LeakPlaces(
            log::text,
            house.database(),
            folder.resolve("data"),
            begun,
            List.of(house.managementUrl()),
            partner,
            receiver);
    assertTrue(log.text().contains("fetch ended"), "the log was not listened to");
    assertTrue(places.dump().contains(journey.username()), "the dump holds no rows");
    assertEquals(List.of(), places.search(secrets));
    findsWhatIsPlanted(places);
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
