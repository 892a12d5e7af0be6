// A client that Twilio wrote for another language finds in our double what it finds at Twilio.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.testing.RequiresTool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** .ci/run fetches the client: {@code npm install --prefix target/twilio-node twilio@6.2.0}. */
@RequiresTool("twilio-node")
class TwilioNodeIT {
  private static final Path SCRIPT = Path.of("src/test/resources/twilio-node/client.js");

  private static JsonObject run(JsonObject order) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("node", SCRIPT.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .put("NODE_PATH", Path.of("target/twilio-node/node_modules").toAbsolutePath().toString());
    var process = builder.start();
    try (var input = process.getOutputStream()) {
      input.write(order.encode().getBytes(StandardCharsets.UTF_8));
    }
    var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it did not end");
    assertEquals(0, process.exitValue(), answer);
    return new JsonObject(answer);
  }

  @Test
  @Timeout(60)
  void agreesWithTheDouble() throws IOException, InterruptedException {
    try (var twilio = new TwilioDouble()) {
      String callback = "https://belege.example.com/sms/status/word";
      var form = Map.of("MessageSid", "SM1", "MessageStatus", "delivered", "Later", "ü & = +");
      var answer =
          run(
              new JsonObject()
                  .put("url", twilio.url().toString())
                  .put("account", TwilioDouble.ACCOUNT)
                  .put("token", twilio.token())
                  .put(
                      "message",
                      new JsonObject()
                          .put("to", "+4915112345678")
                          .put("from", "Belegbote")
                          .put("body", "Grüße: https://belege.example.com/u/x")
                          .put("statusCallback", callback)
                          .put("validityPeriod", 1800))
                  .put("callback", callback)
                  .put("form", new JsonObject(Map.copyOf(form)))
                  .put("signature", twilio.sign(callback, form)));

      assertEquals(1, twilio.taken().size());
      assertEquals(twilio.last().sid(), answer.getString("sid"));
      assertEquals("queued", answer.getString("status"));
      assertEquals("2026-11-24T13:00:00.000Z", answer.getString("created"));
      assertEquals("Grüße: https://belege.example.com/u/x", twilio.last().form().get("Body"));
      assertEquals(
          new JsonObject().put("code", 21211).put("status", 400), answer.getJsonObject("refused"));
      assertEquals(
          new JsonObject().put("code", 20003).put("status", 401), answer.getJsonObject("stranger"));
      assertEquals(twilio.sign(callback, form), answer.getString("signature"));
      assertTrue(answer.getBoolean("believes"));
    }
  }
}
