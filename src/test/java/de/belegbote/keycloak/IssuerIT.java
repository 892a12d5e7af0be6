// A tenant's staff signs in at its own Keycloak and calls our API with what that gives out.
package de.belegbote.keycloak;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TurnableClock;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.RequiresTool;
import de.belegbote.testing.Wait;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool("keycloak")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class IssuerIT {
  private static final String TENANT = "0193a1c0-0000-7000-8000-0000000000e5";

  @TempDir Path folder;
  private final TurnableClock clock = new TurnableClock(Instant.now());

  private static ApiClient with(TestHouse house, String token) {
    return house.nobody().with("Authorization", "Bearer " + token);
  }

  private static String keyOf(String token) {
    var header = java.util.Base64.getUrlDecoder().decode(token.split("\\.", 2)[0]);
    return new JsonObject(io.vertx.core.buffer.Buffer.buffer(header)).getString("kid");
  }

  @Test
  void letsStaffInByRoleAndFollowsWhenKeysAreRotatedAndRemoved() {
    var realm = new StaffRealm("staff");
    String file =
        "id: %s\nname: Staff\nlanguages: [en]\nportals: ['*']\n%s"
            .formatted(TENANT, realm.tenantLines());
    try (var house = TestHouse.start(folder, clock.source(), Map.of("staff.yaml", file))) {
      var ada = realm.signIn(StaffRealm.ADA);
      var company = new JsonObject().put("name", "Muster GmbH");
      with(house, ada.access()).post("/companies", company).is(201);
      with(house, ada.id()).get("/companies").is(Problem.UNAUTHENTICATED);
      with(house, realm.signIn(StaffRealm.OTTO).access()).get("/companies").is(Problem.FORBIDDEN);

      realm.rotate();
      var newer = realm.signIn(StaffRealm.ADA);
      assertNotEquals(keyOf(ada.access()), keyOf(newer.access()), "the key was not rotated");
      clock.turn(Duration.ofSeconds(61));
      with(house, newer.access()).get("/companies").is(200);
      with(house, ada.access()).get("/companies").is(200);

      realm.removeTheOldKey();
      clock.turn(Duration.ofMinutes(6));
      Wait.until(
          "the removed key is refused",
          () -> with(house, ada.access()).get("/companies").status() == 401);
      with(house, newer.access()).get("/companies").is(200);
      with(house, realm.signIn(StaffRealm.ADA).access()).get("/companies").is(200);
    }
  }
}
