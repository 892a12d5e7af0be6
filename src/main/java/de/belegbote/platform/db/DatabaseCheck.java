// Looks at a database as an operator's check: reachable, safe, with the right roles and schema.
package de.belegbote.platform.db;

import de.belegbote.platform.ClockReading;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Finding;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes nothing; blocks, a few seconds for each role at most. Works with the roles of the
 * service, so it sees what they see.
 */
public final class DatabaseCheck {
  private static final String PART = "database";
  private static final int OLDEST = 170_000;
  private static final String DEADLINES = "connectTimeout=5&loginTimeout=8&socketTimeout=10";
  private static final String MISSING_ROLES =
      "select r from unnest(array['belegbote_owner', 'belegbote_tenant', 'belegbote_queue',"
          + " 'belegbote_lookup']) r where r not in (select rolname from pg_roles)";
  private static final String OPEN_TO_ALL =
      "select datname from pg_database where datname = current_database()"
          + " and has_database_privilege('public', oid, 'CONNECT')";
  private static final String ROLES_SQL = "as a superuser inside the database, run roles.sql";

  private final DatabaseSettings settings;
  private final boolean trial;
  private final TimeSource time;
  private final List<Finding> findings = new ArrayList<>();
  private Optional<ClockReading> clock = Optional.empty();

  /**
   * Nothing is asked yet.
   *
   * @param trial whether what is unsafe is only worth a note
   */
  public DatabaseCheck(DatabaseSettings settings, boolean trial, TimeSource time) {
    this.settings = settings;
    this.trial = trial;
    this.time = time;
  }

  /** What was found. */
  public List<Finding> findings() {
    line();
    boolean there = as("belegbote_tenant", settings.tenantPassword(), this::asTenant);
    there &= as("belegbote_queue", settings.queuePassword(), this::asQueue);
    if (settings.ownerPassword() == null) {
      note(
          "versions of the schema were not compared: that needs database.owner-password, which the"
              + " processes themselves need not have");
    } else if (as("belegbote_owner", settings.ownerPassword(), owner -> {}) && there) {
      schema();
    }
    return List.copyOf(findings);
  }

  /** The server's clock, once {@link #findings} came that far. */
  public Optional<ClockReading> clock() {
    return clock;
  }

  private interface Look {
    void at(Statement database) throws SQLException;
  }

  private void line() {
    if (settings.tls()) {
      return;
    }
    String text = "TLS is off (database.tls)";
    if (trial || loopback()) {
      note(text);
    } else {
      fault(
          text + ": passwords of the service and all rows cross the network in the clear; set it");
    }
  }

  private boolean loopback() {
    try {
      return InetAddress.getByName(settings.host()).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private boolean as(String role, Secret password, Look look) {
    String url = Migrations.url(settings) + (settings.tls() ? "&" : "?") + DEADLINES;
    try (Connection connection = DriverManager.getConnection(url, role, password.reveal());
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(5);
      look.at(statement);
      return true;
    } catch (SQLException refused) {
      fault(explained(role, refused));
      return false;
    }
  }

  // https://www.postgresql.org/docs/18/errcodes-appendix.html
  private String explained(String role, SQLException refused) {
    String where = settings.host() + ":" + settings.port() + "/" + settings.database();
    String state = String.valueOf(refused.getSQLState());
    String what =
        switch (state) {
          case "28P01" ->
              "the password of "
                  + role
                  + " is not taken, or there is no such role: set it with \\password in psql and in"
                  + " database."
                  + role.replace("belegbote_", "")
                  + "-password";
          case "28000" -> role + " is not let in from here: see the server's pg_hba.conf";
          case "3D000" -> "there is no such database: createdb, then roles.sql, then migrate";
          case "42501" -> role + " may not do what it must: " + ROLES_SQL;
          case "57014" -> "it is too slow: no answer within 5 s";
          default ->
              role + " does not get through; look at address, network and certificate authority";
        };
    return where + ": " + what + " (" + state + ": " + reasons(refused) + ")";
  }

  private static String reasons(Throwable failure) {
    var text = new StringBuilder(String.valueOf(failure.getMessage()).strip());
    Throwable cause = failure.getCause();
    for (int depth = 0; cause != null && depth < 4; depth++) {
      text.append("; ").append(cause.getMessage());
      cause = cause.getCause();
    }
    return text.toString().replaceAll("\\s+", " ");
  }

  private void asTenant(Statement database) throws SQLException {
    Instant asked = time.now();
    Instant theirs = one(database, "select clock_timestamp()").toInstant();
    clock = Optional.of(new ClockReading(PART, theirs, asked, time.now(), Duration.ZERO));
    int version = Integer.parseInt(strings(database, "show server_version_num").get(0));
    String name = "PostgreSQL " + strings(database, "show server_version").get(0);
    if (version < OLDEST) {
      fault(name + " is too old: version 17 or later is needed");
    } else {
      ok(name + " answers" + (settings.tls() ? " over TLS, its certificate is verified" : ""));
    }
    var missing = strings(database, MISSING_ROLES);
    if (!missing.isEmpty()) {
      fault("there is no role " + String.join(", ", missing) + ": " + ROLES_SQL);
    } else if (strings(database, "select to_regclass('belegbote.company')::text").contains(null)) {
      fault("there is no schema of ours yet: run migrate with database.owner-password");
    } else {
      rules(database);
    }
  }

  private void rules(Statement database) throws SQLException {
    int before = findings.size();
    for (RoleRules rule : RoleRules.ALL) {
      for (String violation : strings(database, rule.sql())) {
        fault(rule.name() + ": " + violation + ". What to do: " + rule.remedy());
      }
    }
    for (String open : strings(database, OPEN_TO_ALL)) {
      fault("every role of the server may connect to " + open + ": " + ROLES_SQL);
    }
    if (findings.size() == before) {
      ok("roles and rights are as they should be");
    }
  }

  private void asQueue(Statement database) throws SQLException {
    var unused = strings(database, "select 1");
  }

  private void schema() {
    try {
      var state = Migrations.state(settings);
      if (!state.unknown().isEmpty()) {
        fault(
            "the schema is newer than this program (%s): start the newer version, or restore a backup"
                .formatted(String.join(", ", state.unknown())));
      }
      if (state.pending().isEmpty()) {
        ok("the schema is up to date");
      } else {
        fault(
            "the schema lacks %s: run migrate before this version starts"
                .formatted(String.join(", ", state.pending())));
      }
    } catch (Failure failed) {
      fault("the state of the schema cannot be read: " + failed.getMessage());
    }
  }

  private static java.sql.Timestamp one(Statement database, String sql) throws SQLException {
    try (ResultSet rows = database.executeQuery(sql)) {
      boolean there = rows.next();
      return there ? rows.getTimestamp(1) : new java.sql.Timestamp(0);
    }
  }

  private static List<String> strings(Statement database, String sql) throws SQLException {
    try (ResultSet rows = database.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  private void ok(String text) {
    findings.add(Finding.ok(PART, text));
  }

  private void note(String text) {
    findings.add(Finding.note(PART, text));
  }

  private void fault(String text) {
    findings.add(Finding.fault(PART, text));
  }
}
