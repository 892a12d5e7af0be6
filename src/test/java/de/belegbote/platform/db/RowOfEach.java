// A row for every table of tenants, made from the catalogue, so that new tables are covered too.
package de.belegbote.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What each table must be given. All ids of a tenant's rows are one and the same, which satisfies
 * every foreign key; a column with a list of allowed values gets the first of them.
 *
 * @param columns value of each column that needs one, as SQL, by table; in an order in which
 *     foreign keys hold
 * @param closed tables whose rows the service may not change
 */
record RowOfEach(Map<String, Map<String, String>> columns, List<String> closed) {
  private static final String TABLES =
      """
      with recursive ours as (
        select c.oid, c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where a.attname = 'tenant_id' and c.relkind in ('r', 'p')
          and c.relnamespace = 'belegbote'::regnamespace),
      level as (
        select oid, relname, 0 as depth from ours
        union select o.oid, o.relname, depth + 1 from level l
          join pg_constraint k on k.confrelid = l.oid and k.contype = 'f' and k.conrelid <> l.oid
          join ours o on o.oid = k.conrelid where depth < 20)
      select relname, max(depth), has_table_privilege('belegbote_tenant', oid, 'DELETE') as open
      from level group by oid, relname order by 2, 1
      """;

  private static final String COLUMNS =
      """
      select attname, format_type(atttypid, atttypmod) as type,
        (select (regexp_match(pg_get_constraintdef(k.oid), '''([^'']+)'''))[1]
         from pg_constraint k where k.conrelid = attrelid and contype = 'c'
           and conkey = array[attnum] limit 1) as allowed
      from pg_attribute where attrelid = ('belegbote.' || ?)::regclass and attnum > 0
        and not attisdropped and attnotnull and not atthasdef and attname <> 'tenant_id'
      """;

  private static final Map<String, String> BY_TYPE =
      Map.of(
          "text", "'x'",
          "bytea", "'\\x01'",
          "timestamp with time zone", "now()",
          "date", "current_date",
          "integer", "1",
          "bigint", "1",
          "numeric", "1",
          "boolean", "true",
          "jsonb", "'{}'",
          "text[]", "'{}'");

  static RowOfEach read(Connection superuser) throws SQLException {
    Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    List<String> closed = new ArrayList<>();
    try (Statement statement = superuser.createStatement();
        ResultSet tables = statement.executeQuery(TABLES)) {
      while (tables.next()) {
        String table = tables.getString("relname");
        columns.put(table, columns(superuser, table));
        if (!tables.getBoolean("open")) {
          closed.add(table);
        }
      }
    }
    return new RowOfEach(columns, closed);
  }

  private static Map<String, String> columns(Connection superuser, String table)
      throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    try (PreparedStatement statement = superuser.prepareStatement(COLUMNS)) {
      statement.setString(1, table);
      ResultSet found = statement.executeQuery();
      while (found.next()) {
        String type = found.getString("type");
        String allowed = found.getString("allowed");
        String value = type.equals("uuid") ? "'%1$s'" : BY_TYPE.get(type);
        if (value == null) {
          throw new IllegalStateException("no value for " + table + ", type " + type + ": add one");
        }
        values.put(found.getString("attname"), allowed == null ? value : "'" + allowed + "'");
      }
    }
    return values;
  }

  /** The tables, those that others refer to first. */
  List<String> tables() {
    return List.copyOf(columns.keySet());
  }

  boolean appendOnly(String table) {
    return closed.contains(table);
  }

  /** The statement that inserts the row of a tenant. */
  String insertion(String table, UUID tenant) {
    Map<String, String> values = columns.get(table);
    return "insert into "
        + table
        + values.keySet().stream().collect(Collectors.joining(", ", " (tenant_id, ", ") values "))
        + values.values().stream()
            .collect(Collectors.joining(", ", "('%1$s', ", ")"))
            .formatted(tenant);
  }

  void insert(Connection service, UUID tenant) throws SQLException {
    for (String table : columns.keySet()) {
      try (Statement statement = service.createStatement()) {
        int unused = statement.executeUpdate(insertion(table, tenant));
      }
    }
  }
}
