// A screenshot of the barcode: who it is for is known before it is read.
package de.belegbote.enrolment;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
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

  private static ApiClient.Answer send(String tenant, String login) {
    // What is no picture fails in the reader, so any other answer came before it.
    String body =
        String.join(
            "\r\n",
            "--xx",
            "Content-Disposition: form-data; name=\"photo\"; filename=\"x.png\"",
            "Content-Type: image/png",
            "",
            "no picture",
            "--xx--",
            "");
    return house
        .as(tenant)
        .with("Content-Type", "multipart/form-data; boundary=xx")
        .send(
            "POST",
            "/logins/" + login + "/second-factor/barcode",
            body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void looksForTheLoginBeforeItReadsThePicture() {
    var a = house.as(TestHouse.A);
    String company =
        a.post("/companies", new JsonObject().put("name", "x")).is(201).json().getString("id");
    String login =
        a.post("/portal-accounts", TestHouse.account(company, "maria", "pw-maria-1"))
            .is(201)
            .json()
            .getString("loginId");

    send(TestHouse.A, login).is(Problem.UNUSABLE_PICTURE);
    send(TestHouse.A, UUID.randomUUID().toString()).is(Problem.NOT_FOUND);
    send(TestHouse.B, login).is(Problem.NOT_FOUND);
  }
}
