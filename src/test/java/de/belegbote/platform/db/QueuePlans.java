// How PostgreSQL would carry out the queries that run all the time: by an index, never by a scan.
package de.belegbote.platform.db;

import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Plans of the claims and of the look-ups, with sequential scans as the last resort. */
final class QueuePlans {
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  private static final Pattern SCAN =
      Pattern.compile(
          "Index (?:Only )?Scan (?:Backward )?(?:using|on) (\\w+).*\\R *Index Cond: (.*)");

  // The statements are their classes' own affair; a copy here would soon be another one.
  private record Asked(String what, String type, String constant, String condition) {}

  private static final List<Asked> QUEUES =
      List.of(
          new Asked("fetch_queue", "de.belegbote.fetch.FetchQueue", "CLAIM", "(portal_id = "),
          new Asked("due fetches", "de.belegbote.fetch.FetchQueue", "DUE", "(due <= "),
          new Asked("delivery_queue", "de.belegbote.webhooks.DeliveryQueue", "CLAIM", "(due <= "));

  private QueuePlans() {}

  /** What has no index to go by; leaves the connection's transaction as it is. */
  static List<String> violations(Connection superuser) throws SQLException {
    List<String> found = new ArrayList<>();
    run(superuser, "set local enable_seqscan = off");
    run(superuser, "set local plan_cache_mode = force_generic_plan");
    for (Asked asked : QUEUES) {
      var plan = plan(superuser, "asked", constant(asked));
      check(superuser, found, asked.what(), plan, asked.condition());
    }
    for (var lookup : lookups(superuser).entrySet()) {
      var plan = plan(superuser, "lookup (bytea)", lookup.getValue());
      check(superuser, found, lookup.getKey(), plan, "_hash = ");
    }
    return found;
  }

  private static void check(
      Connection superuser, List<String> found, String what, String plan, String condition)
      throws SQLException {
    boolean byIndex = false;
    var scans = SCAN.matcher(plan);
    while (scans.find()) {
      String lead = leadingColumn(superuser, scans.group(1));
      // Without its leading column PostgreSQL hops through the whole index.
      byIndex |= scans.group(2).contains(condition) && scans.group(2).contains("(" + lead + " ");
    }
    if (!byIndex || plan.contains("Seq Scan on")) {
      found.add("no index for " + what + ":\n" + plan);
    }
  }

  private static String leadingColumn(Connection superuser, String index) throws SQLException {
    try (Statement statement = superuser.createStatement();
        ResultSet rows =
            statement.executeQuery("select pg_get_indexdef('" + index + "'::regclass, 1, false)")) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static String constant(Asked asked) {
    try {
      Field sql = Class.forName(asked.type()).getDeclaredField(asked.constant());
      sql.setAccessible(true);
      return (String) sql.get(null);
    } catch (ReflectiveOperationException moved) {
      throw new IllegalStateException(asked + " stands elsewhere now", moved);
    }
  }

  private static Map<String, String> lookups(Connection superuser) throws SQLException {
    Map<String, String> bodies = new LinkedHashMap<>();
    try (Statement statement = superuser.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select proname, regexp_replace(prosrc, '\\mhash\\M', '$1') from pg_proc"
                    + " where prosecdef and proname ~ '^find_' and prosrc ~ '\\mhash\\M' order by 1")) {
      while (rows.next()) {
        bodies.put(rows.getString(1), rows.getString(2));
      }
    }
    return bodies;
  }

  private static String plan(Connection superuser, String name, String sql) throws SQLException {
    int parameters =
        PARAMETER
            .matcher(sql)
            .results()
            .mapToInt(found -> Integer.parseInt(found.group(1)))
            .max()
            .orElseThrow();
    run(superuser, "prepare " + name + " as " + sql);
    String plain = name.split(" ", 2)[0];
    String nothing = "null" + ", null".repeat(parameters - 1);
    var lines = new StringBuilder();
    try (Statement statement = superuser.createStatement();
        ResultSet rows =
            statement.executeQuery("explain execute " + plain + " (" + nothing + ")")) {
      while (rows.next()) {
        lines.append(rows.getString(1)).append('\n');
      }
    }
    run(superuser, "deallocate " + plain);
    return lines.toString();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }
}
