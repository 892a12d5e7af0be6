// A fresh, migrated database for a test class, on one server for the whole test run.
package de.belegbote.testing;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.DatabaseSettings;
import de.belegbote.platform.db.Migrations;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.platform.db.embedded.Running;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One database of the embedded server. The server starts with the first one and ends with the JVM;
 * a database is a copy of one that was set up and migrated as in production. Tests work through
 * {@link #settings()}, that is through the product's own roles.
 */
public final class TestDatabase implements AutoCloseable {
  private static final int POOL = 4;
  private static final int SLOTS = 8;
  private static final String TEMPLATE = "test_template";
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final Running server;
  private final String name;

  private TestDatabase(Running server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Roles, rights and all migrations are there, rows are not. */
  public static TestDatabase create() {
    return create(Holder.SERVER, " template " + TEMPLATE);
  }

  /** Roles and rights are there, but no schema: for tests of the migrations themselves. */
  public static TestDatabase createUnmigrated() {
    return create(Holder.SERVER, "");
  }

  private static TestDatabase create(Running server, String template) {
    var database = new TestDatabase(server, "test_" + COUNTER.incrementAndGet());
    database.setUp(template);
    return database;
  }

  private void setUp(String template) {
    administer("create database " + name + template);
    try (Connection inside = connect(EmbeddedPostgres.SUPERUSER);
        Statement statement = inside.createStatement();
        InputStream script = TestDatabase.class.getResourceAsStream("/db/roles.sql")) {
      // Owner and rights of a database are not copied from its template.
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    } catch (SQLException | IOException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  /** How the product reaches this database. */
  public DatabaseSettings settings() {
    DatabaseSettings own = server.settings(POOL);
    return new DatabaseSettings(
        own.host(),
        own.port(),
        name,
        own.ownerPassword(),
        own.tenantPassword(),
        own.queuePassword(),
        own.tls(),
        own.poolSize());
  }

  /** A JDBC connection as one of {@link EmbeddedPostgres#ROLES}, for looking behind the scenes. */
  public Connection connect(String role) throws SQLException {
    return connect(server, name, role);
  }

  private static Connection connect(Running server, String database, String role)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database,
        role,
        server.passwords().get(role).reveal());
  }

  /** Variables by which PostgreSQL's own programs reach it, as its superuser. */
  public Map<String, String> environment() {
    return Map.of(
        "PGHOST",
        "127.0.0.1",
        "PGPORT",
        String.valueOf(server.port()),
        "PGDATABASE",
        name,
        "PGUSER",
        EmbeddedPostgres.SUPERUSER,
        "PGPASSWORD",
        server.passwords().get(EmbeddedPostgres.SUPERUSER).reveal());
  }

  private void administer(String sql) {
    administer(server, sql);
  }

  private static void administer(Running server, String sql) {
    try (Connection connection = connect(server, "postgres", EmbeddedPostgres.SUPERUSER);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException trouble) {
      throw new IllegalStateException(sql, trouble);
    }
  }

  /** Removes the database, whoever is still connected. */
  @Override
  public void close() {
    administer("drop database if exists " + name + " with (force)");
  }

  /** The programs are unpacked once for all runs of this working copy. */
  public static Path programs() {
    return target("test-postgres-programs");
  }

  private static Path target(String name) {
    return Path.of(System.getProperty("basedir", ""), "target", name).toAbsolutePath();
  }

  private static Running start() {
    Running server = startInFreeSlot();
    // A run that was killed left its server, which is taken on, and its databases.
    for (String left : leftOvers(server)) {
      administer(server, "drop database " + left + " with (force)");
    }
    var template = new TestDatabase(server, TEMPLATE);
    template.setUp("");
    Migrations.run(template.settings());
    return server;
  }

  /** Several runs at once in one working copy (build and editor) each get a folder. */
  private static Running startInFreeSlot() {
    Failure last = null;
    for (int slot = 1; slot <= SLOTS; slot++) {
      Path folder = target("test-postgres-" + slot);
      try {
        Running server = EmbeddedPostgres.start(folder, programs());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
        return server;
      } catch (Failure failure) {
        if (failure.problem() != Problem.CONFLICT) {
          throw failure;
        }
        last = failure;
      }
    }
    throw new IllegalStateException("no free slot", last);
  }

  private static List<String> leftOvers(Running server) {
    try (Connection connection = connect(server, "postgres", EmbeddedPostgres.SUPERUSER);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select datname from pg_database where datname like 'test\\_%'")) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  private static void end(Running server, Path folder) {
    server.stop();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  /** Started by the first who asks. */
  private static final class Holder {
    static final Running SERVER = start();
  }
}
