// A screenshot of the barcode: who it is for is known before it is read.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.enrolment.barcode.photos.Flaw;
import de.belegbote.enrolment.barcode.photos.FlawedPhotos;
import de.belegbote.enrolment.barcode.photos.ScreenPhotos;
import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenshotIT {
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

  // What is no picture fails in the reader, so any other answer came before it.
  private static ApiClient.Answer send(String tenant, String login) {
    return send(tenant, login, "no picture".getBytes(StandardCharsets.UTF_8));
  }

  private static ApiClient.Answer send(String tenant, String login, byte[] picture) {
    String head =
        String.join(
            "\r\n",
            "--xx",
            "Content-Disposition: form-data; name=\"photo\"; filename=\"x.png\"",
            "Content-Type: image/png",
            "",
            "");
    var body = new ByteArrayOutputStream();
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(picture);
    body.writeBytes("\r\n--xx--\r\n".getBytes(StandardCharsets.UTF_8));
    return house
        .as(tenant)
        .with("Content-Type", "multipart/form-data; boundary=xx")
        .send("POST", "/logins/" + login + "/second-factor/barcode", body.toByteArray());
  }

  private static String login(String username) {
    var a = house.as(TestHouse.A);
    String company =
        a.post("/companies", new JsonObject().put("name", "x")).is(201).json().getString("id");
    return a.post("/portal-accounts", TestHouse.account(company, username, "pw-maria-1"))
        .is(201)
        .json()
        .getString("loginId");
  }

  @Test
  void tellsWhereTheCodeStoodAndWarnsOfAForeignIssuer() throws Exception {
    var good = ScreenPhotos.photo(5, 1, 0);
    var answer = send(TestHouse.A, login("seen"), good.file()).is(200).json();
    assertEquals(4, answer.getJsonObject("seen").getJsonArray("corners").size());
    assertEquals(1, answer.getJsonArray("warnings").size());
    assertTrue(answer.getJsonArray("warnings").getString(0).contains("Müller"), answer::encode);

    byte[] cut = FlawedPhotos.photo(17, Flaw.CUT_TOP, 0, 0.6).file();
    var refused = send(TestHouse.A, login("cut"), cut).is(Problem.NO_BARCODE).json();
    assertEquals("cut-off-top", refused.getString("reason"));
    JsonArray corner = refused.getJsonObject("seen").getJsonArray("corners").getJsonArray(0);
    assertEquals(0, corner.getDouble(1), 0.02);
  }

  @Test
  void looksForTheLoginBeforeItReadsThePicture() {
    String login = login("maria");
    send(TestHouse.A, login).is(Problem.UNUSABLE_PICTURE);
    send(TestHouse.A, UUID.randomUUID().toString()).is(Problem.NOT_FOUND);
    send(TestHouse.B, login).is(Problem.NOT_FOUND);
  }
}
