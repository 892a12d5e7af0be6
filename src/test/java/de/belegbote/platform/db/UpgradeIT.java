// A database of each earlier version comes to this one with all that it holds.
package de.belegbote.platform.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpgradeIT {
  private static final UUID OLD = UUID.fromString("0193a1c0-0000-7000-8000-00000000d001");
  private static final UUID NEW = UUID.fromString("0193a1c0-0000-7000-8000-00000000d002");

  /** Columns that later versions drop on purpose, of any table. */
  private static final String DROPPED = " - 'sms_print'";

  /** All versions but the last one. */
  static Stream<String> earlier() {
    try (TestDatabase database = TestDatabase.createUnmigrated()) {
      MigrationInfo[] all = Migrations.flyway(database.settings()).info().all();
      return Arrays.stream(all).limit(all.length - 1L).map(one -> one.getVersion().getVersion());
    }
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void keepsEveryRow(String version) throws SQLException {
    try (TestDatabase database = TestDatabase.createUnmigrated()) {
      Flyway all = Migrations.flyway(database.settings());
      Flyway old = Flyway.configure().configuration(all.getConfiguration()).target(version).load();
      assertTrue(old.migrate().success);
      RowOfEach rows = insert(database, OLD);
      Map<String, String> before = contents(database, rows.tables());

      Migrations.run(database.settings());

      assertEquals(List.of(), Migrations.state(database.settings()).pending());
      for (String table : rows.tables()) {
        assertEquals("t", kept(database, table, before.get(table)), table);
      }
      // And new ones fit in beside them.
      assertFalse(insert(database, NEW).tables().isEmpty());
    }
  }

  private static RowOfEach insert(TestDatabase database, UUID tenant) throws SQLException {
    RowOfEach rows;
    try (Connection superuser = superuser(database)) {
      rows = RowOfEach.read(superuser);
    }
    try (Connection service = database.connect("belegbote_tenant")) {
      service.setSchema(Migrations.SCHEMA);
      var unused = text(service, "select set_config('belegbote.tenant', '" + tenant + "', false)");
      rows.insert(service, tenant);
    }
    return rows;
  }

  /** The row of each table as JSON. */
  private static Map<String, String> contents(TestDatabase database, List<String> tables)
      throws SQLException {
    Map<String, String> rows = new TreeMap<>();
    try (Connection superuser = superuser(database)) {
      for (String table : tables) {
        rows.put(
            table,
            text(superuser, "select (to_jsonb(t)" + DROPPED + ")::text from " + table + " t"));
      }
    }
    return rows;
  }

  // Columns may have been added, but none may be lost or changed.
  private static String kept(TestDatabase database, String table, String row) throws SQLException {
    try (Connection superuser = superuser(database);
        var statement =
            superuser.prepareStatement(
                "select to_jsonb(t) @> ?::jsonb from " + table + " t where tenant_id = ?")) {
      statement.setString(1, row);
      statement.setObject(2, OLD);
      return only(statement.executeQuery());
    }
  }

  private static Connection superuser(TestDatabase database) throws SQLException {
    Connection connection = database.connect(EmbeddedPostgres.SUPERUSER);
    connection.setSchema(Migrations.SCHEMA);
    return connection;
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return only(statement.executeQuery(query));
    }
  }

  private static String only(ResultSet rows) throws SQLException {
    assertTrue(rows.next());
    String text = rows.getString(1);
    assertFalse(rows.next());
    return text;
  }
}
