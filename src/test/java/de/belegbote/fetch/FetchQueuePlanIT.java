// With many rows, the queue is read by its indexes.
package de.belegbote.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FetchQueuePlanIT {
  private static final int ROWS = 10_000;
  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.create();
    try (Connection superuser = database.connect(EmbeddedPostgres.SUPERUSER)) {
      run(superuser, "set search_path = belegbote");
      // The queue's rows alone: what they point to has no part in these plans.
      run(superuser, "set session_replication_role = replica");
      // An ordinary hour: 20 portals, one row in a hundred is due.
      run(
          superuser,
          "insert into fetch_queue (tenant_id, id, login_id, portal_id, due)"
              + " select '%s', n.id, n.id, 'portal-' || n.i %% 20, now() + (n.i - %d) * interval '1 second'"
                  .formatted(UUID.randomUUID(), ROWS / 100)
              + " from (select i, gen_random_uuid() id from generate_series(1, "
              + ROWS
              + ") i) n");
      run(
          superuser,
          "insert into login_lease (tenant_id, id) select tenant_id, login_id from fetch_queue");
      run(superuser, "analyze fetch_queue, login_lease");
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  private static String plan(String sql, String... values) throws SQLException {
    try (Connection queue = database.connect(EmbeddedPostgres.QUEUE);
        var statement = queue.createStatement()) {
      run(queue, "set search_path = belegbote");
      run(queue, "prepare asked as " + sql);
      try (var rows =
          statement.executeQuery("explain execute asked (" + String.join(", ", values) + ")")) {
        var lines = new java.util.ArrayList<String>();
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
        return lines.stream().collect(Collectors.joining("\n"));
      }
    }
  }

  @Test
  void findsPortalsWithDueRowsByIndex() throws SQLException {
    String plan = plan(FetchQueue.DUE, "now()");

    assertTrue(plan.contains("fetch_queue_moment"), plan);
    assertTrue(plan.contains("(due <= "), plan);
    assertEquals(-1, plan.indexOf("Seq Scan"), plan);
  }

  @Test
  void claimsByIndex() throws SQLException {
    String plan = plan(FetchQueue.CLAIM, "'portal-7'", "now()");

    // By portal and moment, or by moment alone where little is due: both end at the first row.
    assertTrue(plan.contains("Index Scan using fetch_queue_"), plan);
    assertTrue(plan.contains("(due <= "), plan);
    assertEquals(-1, plan.indexOf("Seq Scan"), plan);
  }
}
