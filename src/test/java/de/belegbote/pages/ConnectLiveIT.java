// The page at the desk follows the phone: events over HTTP, their bounds, and SMS on the way.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.demo.Partner;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.QrCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ConnectLiveIT {
  private static final String NUMBER = "+4917012345678";

  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient api;
  private static int users;

  private Desk desk;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
    api = house.as(TestHouse.A);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @BeforeEach
  void comeToTheWays() {
    var company = api.post("/companies", new JsonObject().put("name", "Firma")).is(201).json();
    var wish = new JsonObject().put("companyId", company.getString("id")).put("language", "de");
    var made =
        api.post("/connect-sessions", wish.put("portalIds", new JsonArray().add("practice")));
    desk = new Desk(house.url(), made.is(201).json().getString("url"));
    desk.open();
    desk.go("start").at("CONSENT");
    desk.go("consent", "holds", "yes", "allows", "yes");
    String user = "good+live" + users++ + "@" + PracticePortal.HOST;
    desk.go("link", "username", user, "password", PracticePortal.PASSWORD);
    desk.go("app", "app", "yes").at("WAYS");
  }

  private static JsonArray outbox() {
    return new JsonArray(Partner.at(house.managementUrl()).get("/dev/outbox").is(200).text());
  }

  /** The link of the newest message in the outbox. */
  private static String sent() {
    var all = outbox();
    String text = all.getJsonObject(all.size() - 1).getString("text");
    var link = Pattern.compile("/u/([A-Za-z0-9_-]+)").matcher(text);
    assertTrue(link.find(), text);
    return link.group(1);
  }

  private static JsonObject next(BufferedReader events) throws IOException {
    while (true) {
      String line = events.readLine();
      assertTrue(line != null, "the stream ended");
      if (line.startsWith("data: ")) {
        return new JsonObject(line.substring(6));
      }
    }
  }

  /** Reads on until a line of the page is told. */
  @CanIgnoreReturnValue
  private static JsonObject until(BufferedReader events, String text) throws IOException {
    for (int i = 0; i < 20; i++) {
      var event = next(events);
      if (event.encode().contains(text)) {
        return event;
      }
    }
    throw new AssertionError(text + " was not told");
  }

  @Test
  void tellsTheDeskWhatHappensOnThePhone() throws IOException {
    desk.go("sms", "number", "0170 1234567").at("WAYS").says("SMS an ***567 ist unterwegs");
    var stream = desk.follow();
    assertEquals(200, stream.statusCode());
    assertEquals(
        "text/event-stream; charset=utf-8", stream.headers().firstValue("Content-Type").orElse(""));
    assertEquals("no-store", stream.headers().firstValue("Cache-Control").orElse(""));
    try (var events = reader(stream)) {
      var first = next(events);
      assertEquals("WAYS", first.getString("stage"));
      assertTrue(first.encode().contains("SMS unterwegs"), first::encode);
      assertFalse(first.encode().contains(NUMBER), first::encode);

      String token = sent();
      var unused = Partner.at(house.url()).get("/u/" + token).is(200);
      until(events, "Link auf dem Telefon geöffnet");

      photo(token, QrCode.png("https://example.com/"), 422);
      until(events, "Foto erhalten, aber noch kein Barcode lesbar");
      photo(token, QrCode.png(Phone.SETUP), 200);
      var seen = until(events, "Barcode erkannt");
      assertEquals("CODES", seen.getString("stage"));
    }
    desk.open().at("CODES").says("Auf Ihrem Telefon stehen jetzt die Codes");
  }

  private static void photo(String token, byte[] picture, int status) {
    var body = new java.io.ByteArrayOutputStream();
    body.writeBytes(
        """
        --x\r
        Content-Disposition: form-data; name="photo"; filename="a.png"\r
        Content-Type: image/png\r
        \r
        """
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(picture);
    body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
    house
        .nobody()
        .with("X-Upload-Token", token)
        .with("Content-Type", "multipart/form-data; boundary=x")
        .send("POST", "/upload-link/photo", body.toByteArray())
        .is(status);
  }

  private static BufferedReader reader(HttpResponse<InputStream> stream) {
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  @Test
  void letsASessionFollowThreeTimesAtMostAndAgainWhenOneLeaves() throws Exception {
    List<HttpResponse<InputStream>> streams = new ArrayList<>();
    for (int i = 0; i < LiveStream.MOST_OF_A_SESSION; i++) {
      streams.add(desk.follow());
      assertEquals(200, streams.get(i).statusCode());
    }
    assertEquals(503, desk.follow().statusCode());
    streams.get(0).body().close();
    int status = 503;
    for (long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        status == 503 && System.nanoTime() < end; ) {
      Thread.sleep(200);
      var again = desk.follow();
      status = again.statusCode();
      streams.add(again);
    }
    assertEquals(200, status, "the place was not given back");
    for (var stream : streams) {
      stream.body().close();
    }
  }

  /** The code on the screen is there from the start, so the page has to follow from the start. */
  @Test
  void waitsForThePhoneThatScansTheCodeOnTheScreen() throws IOException {
    desk.open()
        .at("WAYS")
        .says("<svg class=\"qr\"")
        .says("data-live")
        .says("Wir warten auf Ihr Telefon");
    try (var events = reader(desk.follow())) {
      until(events, "Wir warten auf Ihr Telefon");
      var unused = Partner.at(house.url()).get("/u/" + desk.phone()).is(200);
      until(events, "Link auf dem Telefon geöffnet");
    }
  }

  @Test
  void takesAScreenshotAndShowsTheCodes() {
    desk.secret(Phone.SEED);
    var refused = desk.picture(QrCode.png("https://example.com/")).at("WAYS");
    assertEquals(422, refused.status());
    refused.says("Dieser QR-Code führt zu einer Webseite.");
    assertEquals(303, desk.picture(QrCode.png(Phone.SETUP)).status());
    desk.open().at("CODES").says("data-codes");
  }

  @Test
  void saysWhatIsWrongWithANumberOrAKeyAndKeepsTheNumber() {
    var number = desk.step("sms", "number", "12").at("WAYS");
    assertEquals(422, number.status());
    number.says("An diese Nummer können wir keine SMS senden").says("value=\"12\"");
    desk.step("key", "key", "123456")
        .at("WAYS")
        .says("Das ist ein Einmalcode, nicht der Schlüssel");
  }

  @Test
  void sendsOneMessageToWhoPressesTwice() {
    int before = outbox().size();
    desk.go("sms", "number", NUMBER);
    desk.go("sms", "number", NUMBER);
    assertEquals(before + 1, outbox().size());
  }
}
