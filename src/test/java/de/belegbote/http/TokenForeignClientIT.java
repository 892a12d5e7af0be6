// A client of OAuth 2.0 that others wrote gets a token of ours and calls the API with it.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.testing.RequiresTool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** .ci/run installs openid-client into {@code target/node-clients}. */
@RequiresTool("node-clients")
class TokenForeignClientIT {
  @Test
  @Timeout(180)
  void openidClientAgrees(@TempDir Path folder) throws IOException, InterruptedException {
    try (var house = TestHouse.start(folder)) {
      var wish = new JsonObject().put("name", "Foreign").put("scopes", JsonArray.of("read"));
      var key = house.as(TestHouse.A).post("/api-keys", wish).is(201).json();
      var process = new ProcessBuilder("node", "src/test/node/token.mjs").redirectErrorStream(true);
      process
          .environment()
          .putAll(
              Map.of(
                  "CLIENTS", Path.of("target/node-clients").toAbsolutePath().toString(),
                  "SERVER", house.url().toString(),
                  "CLIENT_ID", key.getString("id"),
                  "CLIENT_SECRET", key.getString("key")));
      Process running = process.start();
      String said =
          new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertTrue(running.waitFor(60, TimeUnit.SECONDS), "it does not end");
      assertEquals("openid-client agrees", said);
    }
  }
}
