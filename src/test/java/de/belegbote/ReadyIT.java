// What a process says of itself to whoever sends it requests.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.demo.Partner;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ReadyIT {
  private static Map<String, String> parts(TestHouse house) {
    var answer = Partner.at(house.managementUrl()).get("/health/ready").is(200).json();
    assertEquals("UP", answer.getString("status"));
    return answer.getJsonArray("parts").stream()
        .map(JsonObject.class::cast)
        .collect(Collectors.toMap(p -> p.getString("name"), p -> p.getString("status")));
  }

  @Test
  void tellsOfVaultAndStaysInServiceWithoutIt(@TempDir Path folder) {
    try (var vault = VaultDouble.start(Clock.systemUTC());
        var house = TestHouse.start(folder, VaultSetup.on(vault).settings())) {
      assertEquals(Map.of("database", "UP", "vault", "UP"), parts(house));
      vault.seal(true);
      assertEquals(Map.of("database", "UP", "vault", "DOWN"), parts(house));
      vault.seal(false);
      assertEquals(Map.of("database", "UP", "vault", "UP"), parts(house));
      vault.silent(request -> true);
      assertEquals(Map.of("database", "UP", "vault", "DOWN"), parts(house));
      vault.silent(request -> false);
    }
  }

  @Test
  void knowsNoVaultWhereThereIsNone(@TempDir Path folder) {
    try (var house = TestHouse.start(folder)) {
      assertEquals(Map.of("database", "UP"), parts(house));
    }
  }
}
