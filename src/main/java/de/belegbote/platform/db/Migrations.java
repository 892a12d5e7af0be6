// Brings the schema of a database up to date.
package de.belegbote.platform.db;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Runs the migrations of db/migration as the role that owns the tables; blocks. */
public final class Migrations {
  /** Schema of all our tables; role settings and functions name it. */
  public static final String SCHEMA = "belegbote";

  private static final String TLS = "?sslmode=verify-full";

  // Without the factory the driver trusts ~/.postgresql/root.crt only, unlike the pools, which
  // trust the JVM's authorities.
  private static final String JVM = "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";

  private Migrations() {}

  /**
   * Migrates; does nothing where the schema is current.
   *
   * @throws Failure UNAVAILABLE when the database cannot be reached, a migration fails or was
   *     changed afterwards
   */
  public static void run(DatabaseSettings settings) {
    try {
      var unused = flyway(settings).migrate();
    } catch (FlywayException failed) {
      throw new Failure(Problem.UNAVAILABLE, failed.getMessage(), failed);
    }
  }

  /**
   * How schema and program fit together.
   *
   * @param pending names of migrations that did not run, or failed
   * @param unknown versions that ran, but that this program does not have
   */
  record State(List<String> pending, List<String> unknown) {}

  /**
   * Compares without a change; blocks.
   *
   * @throws Failure UNAVAILABLE when the database cannot be reached
   */
  static State state(DatabaseSettings settings) {
    try {
      var pending = new ArrayList<String>();
      var unknown = new ArrayList<String>();
      for (var one : flyway(settings).info().all()) {
        if (one.getVersion() == null) {
          continue;
        }
        if (!one.getState().isApplied() || one.getState().isFailed()) {
          pending.add("V" + one.getVersion() + " " + one.getDescription());
        } else if (!one.getState().isResolved()) {
          unknown.add("V" + one.getVersion());
        }
      }
      return new State(pending, unknown);
    } catch (FlywayException failed) {
      throw new Failure(Problem.UNAVAILABLE, failed.getMessage(), failed);
    }
  }

  /** All migrations of this program, for that database. */
  static Flyway flyway(DatabaseSettings settings) {
    return Flyway.configure()
        .dataSource(url(settings), "belegbote_owner", settings.ownerPassword().reveal())
        .schemas(SCHEMA)
        .createSchemas(true)
        .locations("classpath:db/migration")
        .validateMigrationNaming(true)
        .configuration(Map.of("flyway.cleanDisabled", "true"))
        .connectRetries(2)
        .load();
  }

  /** How JDBC reaches the database, with TLS as the settings say. */
  static String url(DatabaseSettings settings) {
    return "jdbc:postgresql://%s:%d/%s%s"
        .formatted(
            settings.host(),
            settings.port(),
            settings.database(),
            settings.tls() ? TLS + trust(settings) : "");
  }

  private static String trust(DatabaseSettings settings) {
    return settings.authority() == null
        ? JVM
        : "&sslrootcert="
            + URLEncoder.encode(settings.authority().toString(), StandardCharsets.UTF_8);
  }
}
