// The one way to the database: inside a tenant, across tenants for queues, or a look-up by hash.
package de.belegbote.platform.db;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;

/**
 * Two pools, one for each role. A transaction is short: no HTTP, browser, secret-store or SMS call
 * runs inside one (architecture: one old snapshot ruins a queue). Where the database does not
 * answer, futures fail with {@link Problem#UNAVAILABLE}.
 */
public final class Database {
  /** A row that was found before its tenant was known. */
  public record Located(TenantId tenant, UUID id) {}

  private static final String SET_TENANT = "select set_config('belegbote.tenant', $1, true)";

  private final Pool tenants;
  private final Pool queues;

  public Database(Vertx vertx, DatabaseSettings settings) {
    this.tenants =
        pool(
            vertx,
            settings,
            "belegbote_tenant",
            settings.tenantPassword().reveal(),
            settings.poolSize());
    this.queues =
        pool(
            vertx,
            settings,
            "belegbote_queue",
            settings.queuePassword().reveal(),
            Math.max(2, settings.poolSize() / 4));
  }

  /** How the queue role connects. */
  static PgConnectOptions queueOptions(DatabaseSettings settings) {
    return options(settings, "belegbote_queue", settings.queuePassword().reveal());
  }

  private static PgConnectOptions options(DatabaseSettings settings, String role, String password) {
    var connect =
        new PgConnectOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setDatabase(settings.database())
            .setUser(role)
            .setPassword(password)
            .addProperty("search_path", Migrations.SCHEMA)
            .addProperty("application_name", "belegbote")
            .setCachePreparedStatements(true)
            .setPipeliningLimit(16)
            .setReconnectAttempts(2)
            .setReconnectInterval(200);
    if (settings.tls()) {
      connect.setSslMode(SslMode.VERIFY_FULL).setSslOptions(verifying(settings.authority()));
    }
    return connect;
  }

  private static Pool pool(
      Vertx vertx, DatabaseSettings settings, String role, String password, int size) {
    var options =
        new PoolOptions()
            .setMaxSize(size)
            .setName(role)
            .setConnectionTimeout(5)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setMaxWaitQueueSize(2_000);
    return PgBuilder.pool()
        .connectingTo(options(settings, role, password))
        .with(options)
        .with(new NetClientOptions().setConnectTimeout(5_000))
        .using(vertx)
        .build();
  }

  // The driver wants to be told whom to trust: the JVM's authorities, as everywhere else.
  private static ClientSSLOptions verifying(Path authority) {
    if (authority != null) {
      return new ClientSSLOptions()
          .setHostnameVerificationAlgorithm("HTTPS")
          .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()));
    }
    try {
      var jvm = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      jvm.init((KeyStore) null);
      return new ClientSSLOptions()
          .setHostnameVerificationAlgorithm("HTTPS")
          .setTrustOptions(TrustOptions.wrap(jvm.getTrustManagers()[0]));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("the JVM's certificate authorities cannot be read", broken);
    }
  }

  /**
   * Runs work in one transaction that sees the rows of this tenant only.
   *
   * @param work what to do; its future's failure rolls everything back
   * @return what the work gives, once committed
   */
  public <T> Future<T> inTenant(TenantId tenant, Function<TenantConnection, Future<T>> work) {
    return tenants
        .getConnection()
        .recover(Database::unavailable)
        .compose(connection -> transaction(connection, tenant, work).eventually(connection::close));
  }

  private static <T> Future<T> transaction(
      SqlConnection connection, TenantId tenant, Function<TenantConnection, Future<T>> work) {
    var inside = new TenantConnection(connection, tenant);
    return connection
        .begin()
        .compose(
            transaction ->
                connection
                    .preparedQuery(SET_TENANT)
                    .execute(Tuple.of(tenant.toString()))
                    .compose(set -> work.apply(inside))
                    .compose(
                        result -> transaction.commit().map(result),
                        failed ->
                            transaction.rollback().transform(done -> Future.failedFuture(failed))))
        .onSuccess(done -> inside.committed())
        .recover(Database::translate);
  }

  /** Runs work of a queue across tenants in one transaction. */
  public <T> Future<T> acrossTenants(Function<QueueConnection, Future<T>> work) {
    return queues
        .withTransaction(connection -> work.apply(new QueueConnection(connection)))
        .recover(Database::translate);
  }

  /**
   * Finds whose row a hash belongs to, before any tenant is known.
   *
   * @param lookup which of the look-up functions of the schema
   * @param hash SHA-256 of a token or key
   */
  public Future<Optional<Located>> find(Lookup lookup, Buffer hash) {
    return tenants
        .preparedQuery("select tenant_id, id from " + lookup.function + "($1)")
        .execute(Tuple.of(hash))
        .map(
            rows -> {
              for (var row : rows) {
                return Optional.of(
                    new Located(new TenantId(row.getUUID("tenant_id")), row.getUUID("id")));
              }
              return Optional.<Located>empty();
            })
        .recover(Database::translate);
  }

  /** The look-ups that cross tenants; each is a SECURITY DEFINER function of the schema. */
  public enum Lookup {
    API_KEY("find_api_key"),
    UPLOAD_LINK("find_upload_link"),
    CONNECT_SESSION("find_connect_session"),
    SMS_MESSAGE("find_sms_message");

    private final String function;

    Lookup(String function) {
      this.function = function;
    }
  }

  /** Whether the database answers both roles. */
  public Future<Void> ping() {
    return tenants
        .query("select 1")
        .execute()
        .compose(one -> queues.query("select 1").execute())
        .recover(Database::unavailable)
        .mapEmpty();
  }

  public Future<Void> close() {
    return tenants.close().eventually(queues::close);
  }

  // Classes 08 (connection), 53 (resources), 57 (operator), 25P0x and lock or statement time-outs.
  private static final Map<String, Problem> BY_STATE =
      Map.of("57014", Problem.TIMED_OUT, "55P03", Problem.TIMED_OUT);

  // The driver has no type of its own for these two; its other nameless failures are our defects.
  private static final Pattern GONE = Pattern.compile("Connection is not active now|Pool closed");

  private static <T> Future<T> translate(Throwable cause) {
    if (cause instanceof Failure) {
      return Future.failedFuture(cause);
    }
    if (cause instanceof PgException pg) {
      String state = String.valueOf(pg.getSqlState());
      if (BY_STATE.containsKey(state)) {
        return Future.failedFuture(
            new Failure(BY_STATE.get(state), "The database was too slow; try again.", cause));
      }
      return state.startsWith("08") || state.startsWith("53") || state.startsWith("57")
          ? unavailable(cause)
          : Future.failedFuture(cause);
    }
    boolean wire =
        cause instanceof java.io.IOException
            || cause instanceof io.vertx.sqlclient.ClosedConnectionException
            || cause instanceof java.util.concurrent.TimeoutException
            || GONE.matcher(String.valueOf(cause.getMessage())).lookingAt();
    return wire ? unavailable(cause) : Future.failedFuture(cause);
  }

  private static <T> Future<T> unavailable(Throwable cause) {
    return cause instanceof Failure
        ? Future.failedFuture(cause)
        : Future.failedFuture(
            new Failure(
                Problem.UNAVAILABLE, "The database does not answer; try again later.", cause));
  }

  /** Whether the failure is the database's word that a unique key is taken already. */
  public static boolean isDuplicate(Throwable failure) {
    return failure instanceof PgException pg && "23505".equals(pg.getSqlState());
  }
}
