// A transaction in which the database shows the rows of one tenant only.
package de.belegbote.platform.db;

import de.belegbote.platform.TenantId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An open transaction of one tenant; only {@link Database#inTenant} makes one, so a query without a
 * tenant does not compile. It ends with the future of the work given to {@code inTenant}.
 */
public final class TenantConnection {
  private final SqlConnection connection;
  private final TenantId tenant;
  private final List<Runnable> afterCommit = new ArrayList<>();

  TenantConnection(SqlConnection connection, TenantId tenant) {
    this.connection = connection;
    this.tenant = tenant;
  }

  public TenantId tenant() {
    return tenant;
  }

  /**
   * Runs one prepared statement.
   *
   * @param sql with $1, $2 … for the values; must not hold values itself
   * @return the rows; fails with the driver's exception, which no caller shows to a client
   */
  public Future<RowSet<Row>> query(String sql, Object... values) {
    return connection.preparedQuery(sql).execute(Tuple.wrap(values));
  }

  /** The first row of a statement, if there is one. */
  public Future<Optional<Row>> first(String sql, Object... values) {
    return query(sql, values)
        .map(
            rows ->
                rows.iterator().hasNext() ? Optional.of(rows.iterator().next()) : Optional.empty());
  }

  /** How many rows a statement changed. */
  public Future<Integer> change(String sql, Object... values) {
    return query(sql, values).map(RowSet::rowCount);
  }

  /** Something small to do once the transaction is committed, such as ringing a bell. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  void committed() {
    afterCommit.forEach(Runnable::run);
  }
}
