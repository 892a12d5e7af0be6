// What callers are told when the database goes away.
package de.belegbote.platform.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LostConnectionIT {
  private static final TenantId TENANT = new TenantId(UUID.randomUUID());

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase server;
  private Database db;

  @BeforeEach
  void start() {
    server = TestDatabase.create();
    db = new Database(vertx, server.settings());
  }

  @AfterEach
  void stop() {
    Wait.until(db.close());
    Wait.until(vertx.close());
    server.close();
  }

  private Future<Void> endConnection(int pid) {
    return vertx.executeBlocking(
        () -> {
          try (var connection = server.connect(EmbeddedPostgres.SUPERUSER);
              var kill = connection.prepareStatement("select pg_terminate_backend(?, 5000)")) {
            kill.setInt(1, pid);
            kill.execute();
            return null;
          } catch (SQLException trouble) {
            throw new IllegalStateException(trouble);
          }
        });
  }

  // The first statement meets the end of the connection, the second a connection known as dead.
  private Future<Void> askTwiceAfterTheEnd(TenantConnection c) {
    return c.first("select pg_backend_pid() as pid")
        .compose(row -> endConnection(row.orElseThrow().getInteger("pid")))
        .compose(ended -> c.query("select 1").recover(lost -> c.query("select 1")))
        .mapEmpty();
  }

  @Test
  void isUnavailableInTheMidstOfATransaction() {
    Failure failure = Wait.failure(db.inTenant(TENANT, this::askTwiceAfterTheEnd));

    assertEquals(Problem.UNAVAILABLE, failure.problem());
    Wait.until(db.inTenant(TENANT, c -> c.query("select 1")));
  }

  @Test
  void isUnavailableOnceItsPoolIsClosed() {
    Wait.until(db.close());

    for (Future<?> call :
        java.util.List.of(
            db.inTenant(TENANT, c -> c.query("select 1")),
            db.acrossTenants(c -> c.query("select 1")),
            db.find(Database.Lookup.API_KEY, Tokens.hash("x")),
            db.ping())) {
      assertEquals(Problem.UNAVAILABLE, Wait.failure(call).problem());
    }
  }
}
