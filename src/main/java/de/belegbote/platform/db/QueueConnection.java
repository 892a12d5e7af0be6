// A transaction of the queue role: all tenants, but only the columns of queues.
package de.belegbote.platform.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Made by {@link Database#acrossTenants}; the role behind it may touch queue columns only. */
public final class QueueConnection {
  private final SqlConnection connection;

  QueueConnection(SqlConnection connection) {
    this.connection = connection;
  }

  public Future<RowSet<Row>> query(String sql, Object... values) {
    return connection.preparedQuery(sql).execute(Tuple.wrap(values));
  }
}
