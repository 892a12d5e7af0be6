// What the tests of the embedded server share: a folder, SQL as any role, a second JVM.
package de.belegbote.platform.db.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.platform.Failure;
import de.belegbote.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Stops whatever server and process a test leaves. */
abstract class ServerTests {
  static final Path PROGRAMS = TestDatabase.programs();

  @TempDir Path folder;
  final List<Process> children = new ArrayList<>();

  @AfterEach
  final void leaveNothingBehind() throws IOException {
    children.forEach(Process::destroyForcibly);
    var left = Server.find(cluster());
    if (left.isPresent()) {
      left.get().stop();
    }
  }

  final Running start() {
    return EmbeddedPostgres.start(folder, PROGRAMS);
  }

  final Cluster cluster() throws IOException {
    return new Cluster(folder.toRealPath().resolve("postgres"));
  }

  final String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
  }

  static void signal(String pid, String signal) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, pid).start().waitFor());
  }

  @CanIgnoreReturnValue
  static String superuser(Running running, String sql) throws SQLException {
    String password = running.passwords().get(EmbeddedPostgres.SUPERUSER).reveal();
    return ask(running, EmbeddedPostgres.SUPERUSER, password, sql);
  }

  static String show(Running running, String setting) throws SQLException {
    return superuser(running, "show " + setting);
  }

  /** The first value the last of the statements gives. */
  static String ask(Running running, String role, String password, String sql) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + running.port() + "/" + EmbeddedPostgres.DATABASE;
    try (Connection connection = DriverManager.getConnection(url, role, password);
        Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows && statement.getUpdateCount() != -1) {
        rows = statement.getMoreResults();
      }
      try (ResultSet answer = statement.getResultSet()) {
        assertTrue(answer.next());
        return answer.getString(1);
      }
    }
  }

  static String refusal(Running running, String role, String password) {
    return refusal(running, role, password, "select 1");
  }

  static String refusal(Running running, String role, String password, String sql) {
    return assertThrows(SQLException.class, () -> ask(running, role, password, sql)).getSQLState();
  }

  static String classPath(String without) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> without.isEmpty() || !entry.contains(without))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Starts another JVM on the same folder; gives its READY or FAILED line and lets it live. */
  final String child(String classPath) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                java, "-cp", classPath, Child.class.getName(), folder.toString(), PROGRAMS + "")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    var lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith("READY") && !line.startsWith("FAILED")) {
      line = lines.readLine();
    }
    return String.valueOf(line);
  }

  /** A Belegbote that does nothing but start its database, to be killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try {
        Running running = EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]));
        System.out.println("READY " + running.port() + " " + running.pid());
        while (System.in.read() >= 0) {
          // Until it is killed, or its parent is.
        }
      } catch (Failure failure) {
        System.out.println("FAILED " + failure.detail());
      }
    }
  }
}
