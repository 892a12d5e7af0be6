// Makes database, roles and rights of an embedded server by the script a DBA would run.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The superuser's work.
 *
 * @param port on 127.0.0.1
 * @param passwords by role
 */
record Bootstrap(int port, Map<String, Secret> passwords) {
  private static final String SCRIPT = "/db/roles.sql";
  private static final int CONNECT_SECONDS = 10;
  private static final int SOCKET_SECONDS = 30;

  /** Whether the server on the port is the one of this folder and takes our password. */
  boolean isServerOf(Path data) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("show data_directory")) {
      return answer.next() && Files.isSameFile(Path.of(answer.getString(1)), data);
    } catch (SQLException | IOException unusable) {
      EmbeddedPostgres.LOG.info("the running server does not take us: {}", unusable.toString());
      return false;
    }
  }

  /** Brings database, roles, rights and passwords to what this release expects; may be repeated. */
  void apply() throws SQLException, IOException {
    try (Connection connection = connect("postgres")) {
      createDatabase(connection);
    }
    try (Connection connection = connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute(script());
      for (String role : EmbeddedPostgres.ROLES) {
        if (!role.equals(EmbeddedPostgres.SUPERUSER)) {
          // Sends the SCRAM verifier made here (RFC 5803): the password itself never travels.
          connection
              .unwrap(PGConnection.class)
              .alterUserPassword(role, passwords.get(role).reveal().toCharArray(), "scram-sha-256");
        }
      }
    }
  }

  private static void createDatabase(Connection connection) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement("select from pg_database where datname = ?")) {
      find.setString(1, EmbeddedPostgres.DATABASE);
      try (ResultSet found = find.executeQuery();
          Statement create = connection.createStatement()) {
        if (!found.next()) {
          create.execute("create database " + EmbeddedPostgres.DATABASE);
        }
      }
    }
  }

  private static String script() throws IOException {
    try (InputStream script = Bootstrap.class.getResourceAsStream(SCRIPT)) {
      if (script == null) {
        throw new IOException("no " + SCRIPT + " on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Connection connect(String database) throws SQLException {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser(EmbeddedPostgres.SUPERUSER);
    source.setPassword(passwords.get(EmbeddedPostgres.SUPERUSER).reveal());
    // Whoever else answers on that port shall not be told the password.
    source.setRequireAuth("scram-sha-256");
    source.setSslMode("disable");
    source.setGssEncMode("disable");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(SOCKET_SECONDS);
    source.setApplicationName("belegbote bootstrap");
    return source.getConnection();
  }
}
