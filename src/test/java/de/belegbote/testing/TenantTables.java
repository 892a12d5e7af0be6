// What lies in the tables of all tenants, looked at from behind.
package de.belegbote.testing;

import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every table of the migrated database that has rows of tenants; seen as superuser. */
public record TenantTables(TestDatabase database) {
  private static final String OWN =
      "tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid";

  /** Number and content of a tenant's rows, a line for each table. */
  public Set<String> rows(String tenant) throws SQLException {
    return answers(
        "tenant_id",
        "select '%1$s ' || count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by"
            + " md5(t::text))), '') from belegbote.%1$s t where tenant_id = '"
            + tenant
            + "'");
  }

  /** The ids of all rows of a tenant. */
  public Set<String> ids(String tenant) throws SQLException {
    return answers("id", "select id from belegbote.%1$s where tenant_id = '" + tenant + "'");
  }

  /** Breaks the border: every tenant sees every row, until {@link #showToOwners}. */
  public void showToAll() throws SQLException {
    policies("true");
  }

  /** Puts the border back. */
  public void showToOwners() throws SQLException {
    policies(OWN);
  }

  private void policies(String condition) throws SQLException {
    try (Connection superuser = database.connect(EmbeddedPostgres.SUPERUSER);
        Statement statement = superuser.createStatement()) {
      for (String table : tables(statement, "tenant_id")) {
        boolean unused =
            statement.execute(
                "alter policy tenant on belegbote." + table + " using (" + condition + ")");
      }
    }
  }

  private Set<String> answers(String column, String sql) throws SQLException {
    var all = new TreeSet<String>();
    try (Connection superuser = database.connect(EmbeddedPostgres.SUPERUSER);
        Statement statement = superuser.createStatement()) {
      for (String table : tables(statement, column)) {
        all.addAll(list(statement, sql.replace("%1$s", table)));
      }
    }
    return all;
  }

  private static List<String> tables(Statement statement, String column) throws SQLException {
    return list(
        statement,
        "select relname from pg_class join pg_attribute on attrelid = pg_class.oid"
            + " where relkind = 'r' and relnamespace = 'belegbote'::regnamespace and attname = '"
            + column
            + "'");
  }

  private static List<String> list(Statement statement, String sql) throws SQLException {
    List<String> all = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        all.add(rows.getString(1));
      }
    }
    return all;
  }
}
