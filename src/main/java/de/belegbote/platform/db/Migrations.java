// Brings the schema of a database up to date.
package de.belegbote.platform.db;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
    String url =
        "jdbc:postgresql://%s:%d/%s%s"
            .formatted(
                settings.host(),
                settings.port(),
                settings.database(),
                settings.tls() ? TLS + trust(settings) : "");
    try {
      migrate(url, settings);
    } catch (FlywayException failed) {
      throw new Failure(Problem.UNAVAILABLE, failed.getMessage(), failed);
    }
  }

  private static void migrate(String url, DatabaseSettings settings) {
    var unused =
        Flyway.configure()
            .dataSource(url, "belegbote_owner", settings.ownerPassword().reveal())
            .schemas(SCHEMA)
            .createSchemas(true)
            .locations("classpath:db/migration")
            .validateMigrationNaming(true)
            .configuration(Map.of("flyway.cleanDisabled", "true"))
            .connectRetries(2)
            .load()
            .migrate();
  }

  private static String trust(DatabaseSettings settings) {
    return settings.authority() == null
        ? JVM
        : "&sslrootcert="
            + URLEncoder.encode(settings.authority().toString(), StandardCharsets.UTF_8);
  }
}
