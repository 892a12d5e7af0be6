// The database itself keeps tenants apart: its catalogue is read after migration, and it is tried.
package de.belegbote.platform.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaIT {
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();
  private static final String DENIED = "42501";

  private static TestDatabase database;
  private static RowOfEach rows;

  @BeforeAll
  static void seed() throws SQLException {
    database = TestDatabase.create();
    try (var superuser = superuser()) {
      rows = RowOfEach.read(superuser);
    }
    for (UUID tenant : List.of(TENANT, OTHER)) {
      try (var service = as(EmbeddedPostgres.TENANT, tenant)) {
        rows.insert(service, tenant);
      }
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static Connection superuser() throws SQLException {
    Connection connection = database.connect(EmbeddedPostgres.SUPERUSER);
    connection.setAutoCommit(false);
    run(connection, "set search_path = belegbote");
    return connection;
  }

  private static Connection as(String role, UUID tenant) throws SQLException {
    Connection connection = database.connect(role);
    run(connection, "set search_path = belegbote");
    if (tenant != null) {
      run(connection, "select set_config('belegbote.tenant', '" + tenant + "', false)");
    }
    return connection;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        var answer = statement.executeQuery(sql)) {
      assertTrue(answer.next());
      return answer.getLong(1);
    }
  }

  @Test
  void breaksNoRule() throws SQLException {
    try (var superuser = superuser()) {
      assertEquals(List.of(), SchemaRules.violations(superuser));
      assertEquals(List.of(), QueuePlans.violations(superuser));
    }
  }

  /** Each violation is made, seen and rolled back; roles are the whole server's. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(delimiter = '|', quoteCharacter = '~', resources = "/planted-violations.csv")
  void findsPlantedViolations(String complaint, String sql) throws SQLException {
    try (var superuser = superuser()) {
      run(superuser, sql);
      var found = SchemaRules.violations(superuser);
      found.addAll(QueuePlans.violations(superuser));
      superuser.rollback();
      assertTrue(found.stream().anyMatch(line -> line.startsWith(complaint)), found::toString);
    }
  }

  @Test
  void showsNoRowWithoutTenant() throws SQLException {
    try (var fresh = as(EmbeddedPostgres.TENANT, null)) {
      assertSeesNothing(fresh);
      // What remains in a pooled connection after a transaction with a tenant is an empty text.
      fresh.setAutoCommit(false);
      run(fresh, "select set_config('belegbote.tenant', '" + TENANT + "', true)");
      fresh.commit();
      assertSeesNothing(fresh);
    }
  }

  private static void assertSeesNothing(Connection connection) throws SQLException {
    for (String table : rows.tables()) {
      assertEquals(0, number(connection, "select count(*) from " + table), table);
    }
  }

  @Test
  void showsATenantItsOwnRowsAndNoOther() throws SQLException {
    try (var service = as(EmbeddedPostgres.TENANT, TENANT);
        var superuser = superuser()) {
      for (String table : rows.tables()) {
        assertEquals(2, number(superuser, "select count(*) from " + table), table);
        assertEquals(1, number(service, "select count(*) from " + table), table);
        String foreign = " where tenant_id <> '" + TENANT + "'";
        assertEquals(0, number(service, "select count(*) from " + table + foreign), table);
      }
    }
  }

  @Test
  void changesNoRowOfAnotherTenant() throws SQLException {
    String where = " where tenant_id = '" + OTHER + "'";
    try (var service = as(EmbeddedPostgres.TENANT, TENANT);
        Statement statement = service.createStatement()) {
      for (String table : rows.tables()) {
        if (rows.appendOnly(table)) {
          assertDenied(service, "delete from " + table + where);
          assertDenied(service, "update " + table + " set tenant_id = tenant_id" + where);
        } else {
          assertEquals(0, statement.executeUpdate("delete from " + table + where), table);
          String update = "update " + table + " set tenant_id = '" + TENANT + "'" + where;
          assertEquals(0, statement.executeUpdate(update), table);
          assertDenied(service, "update " + table + " set tenant_id = '" + OTHER + "'");
        }
      }
    }
  }

  @Test
  void takesNoRowForAnotherTenant() throws SQLException {
    try (var service = as(EmbeddedPostgres.TENANT, TENANT);
        var nobody = as(EmbeddedPostgres.TENANT, null)) {
      for (String table : rows.tables()) {
        assertDenied(service, rows.insertion(table, UUID.randomUUID()));
        assertDenied(nobody, rows.insertion(table, TENANT));
      }
    }
  }

  @Test
  void givesTheQueueRoleQueuesOnly() throws SQLException {
    try (var queue = as(EmbeddedPostgres.QUEUE, null)) {
      for (String table : rows.tables()) {
        if (List.of("login_lease", "fetch_queue", "delivery_queue").contains(table)) {
          assertEquals(2, number(queue, "select count(*) from " + table), table);
          assertDenied(queue, "update " + table + " set tenant_id = tenant_id");
        } else {
          assertDenied(queue, "select 1 from " + table);
          assertDenied(queue, "select tenant_id from " + table);
          assertDenied(queue, "update " + table + " set tenant_id = tenant_id");
        }
        assertDenied(queue, "delete from " + table);
        assertDenied(queue, rows.insertion(table, UUID.randomUUID()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "find_api_key, api_key, key_hash",
    "find_upload_link, upload_link, token_hash",
    "find_sms_message, sms_message, callback_hash",
    "find_connect_session, connect_session, token_hash"
  })
  void findsATenantByTheWholeHashOnly(String function, String table, String column)
      throws SQLException {
    try (var superuser = superuser();
        var service = as(EmbeddedPostgres.TENANT, null);
        var queue = as(EmbeddedPostgres.QUEUE, null)) {
      run(
          superuser,
          "update %s set %s = '\\xbeef' where tenant_id = '%s'".formatted(table, column, TENANT));
      superuser.commit();
      String sql = "select count(*) from " + function + "('%s') where tenant_id = '" + TENANT + "'";
      assertEquals(1, number(service, sql.formatted("\\xbeef")));
      assertEquals(0, number(service, sql.formatted("\\xbe")));
      assertDenied(queue, sql.formatted("\\xbeef"));
    }
  }

  private static void assertDenied(Connection connection, String sql) {
    var refused = assertThrows(SQLException.class, () -> run(connection, sql), sql);
    assertEquals(DENIED, refused.getSQLState(), () -> sql + " " + refused.getMessage());
  }
}
