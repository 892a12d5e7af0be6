// What the API lets go of is destroyed in Vault at once, by the part that may.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.vault.VaultSecretStore;
import de.belegbote.testing.Wait;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasedSecretIT {
  private static final TenantId A = new TenantId(UUID.fromString(TestHouse.A));

  private final VaultDouble vault = VaultDouble.start(Clock.systemUTC());
  private final VaultSetup setup = VaultSetup.on(vault);
  private TestHouse house;
  private String account;

  @BeforeEach
  void start(@TempDir Path folder) {
    house = TestHouse.start(folder, setup.settings());
    var api = house.as(TestHouse.A);
    String company =
        api.post("/companies", new JsonObject().put("name", "Firma"))
            .is(201)
            .json()
            .getString("id");
    account =
        api.post("/portal-accounts", TestHouse.account(company, "anna", "first-password"))
            .is(201)
            .json()
            .getString("id");
  }

  @AfterEach
  void stop() {
    house.close();
    vault.close();
  }

  private String sql(String text) throws SQLException {
    try (var connection = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var rows = connection.createStatement().executeQuery(text)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  /** As another process would. */
  private void ring(String about) throws SQLException {
    var unused = sql("select pg_notify('belegbote_bells', 'secrets.released %s')".formatted(about));
  }

  @Test
  void destroysAReplacedPasswordHoweverYoungItIs() throws SQLException {
    assertEquals(1, vault.secrets());
    String old = sql("select password_ref from belegbote.login");
    house
        .as(TestHouse.A)
        .patch(
            "/portal-accounts/" + account,
            new JsonObject().put("credentials", new JsonObject().put("password", "second")))
        .is(200);

    String current = sql("select password_ref from belegbote.login");
    Wait.until("the first is gone", () -> vault.secrets() == 1);
    assertEquals(1, vault.seen().stream().filter(one -> deletes(one, old)).count());
    assertEquals(0, vault.seen().stream().filter(one -> deletes(one, current)).count());
  }

  private static boolean deletes(VaultDouble.Seen request, String ref) {
    return request.method().equals("DELETE")
        && request.path().contains(SecretRef.parse(ref).id().toString());
  }

  @Test
  void hearsOtherProcessesAndBelievesNoBellAboutASecretThatARowNames() throws SQLException {
    var vertx = Vertx.vertx();
    var db = new Database(vertx, house.database().settings());
    var api =
        new VaultSecretStore(
            vertx, setup.settings(), Right.API, db, new AuditLog(), TimeSource.system());
    var unnamed = Wait.until(api.create(A, "login", "password", new Secret("never named")));
    Wait.until(api.close());
    Wait.until(db.close());
    Wait.until(vertx.close());
    assertEquals(2, vault.secrets());
    String named = sql("select password_ref from belegbote.login");

    ring("../../x");
    ring(A + " " + named);
    ring(A + " " + unnamed);

    Wait.until("the unnamed one is gone", () -> vault.secrets() == 1);
    assertEquals(0, vault.seen().stream().filter(one -> deletes(one, named)).count());
  }
}
