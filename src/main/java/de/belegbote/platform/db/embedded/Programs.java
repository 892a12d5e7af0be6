// Runs PostgreSQL's programs as children with a deadline, also for root.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The unpacked programs and the log all of them write to.
 *
 * <p>PostgreSQL refuses to run as root. {@code unshare -U} puts it into a user namespace without a
 * mapping: there it has none of root's rights and sees itself as nobody, but owns root's files.
 *
 * @param home holds {@code bin}
 * @param log where standard output and error of every child go
 */
record Programs(Path home, Path log) {
  private static final Duration PROBE_DEADLINE = Duration.ofSeconds(10);
  private static final int TAIL_BYTES = 4096;
  private static final int TAIL_CHARS = 500;
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\s]+");

  Path initdb() {
    return home.resolve("bin/initdb");
  }

  Path postgres() {
    return home.resolve("bin/postgres");
  }

  /** Fails with what to do if this user, or this system, cannot run the programs. */
  void require() throws IOException {
    if (isRoot()) {
      String refused =
          "PostgreSQL does not run as root, and the way round it (unshare -U, a user namespace of"
              + " its own) is not available here. Start Belegbote as a normal user, or set"
              + " database.host to use a PostgreSQL server of your own.";
      if (onPath("unshare").isEmpty()) {
        throw new Failure(Problem.UNAVAILABLE, refused);
      }
      try {
        run(List.of("/bin/sh", "-c", ":"), PROBE_DEADLINE);
      } catch (Failure forbidden) {
        throw new Failure(Problem.UNAVAILABLE, refused, forbidden);
      }
    }
    run(List.of(postgres().toString(), "--version"), PROBE_DEADLINE);
  }

  /**
   * Runs a child to its end.
   *
   * @throws Failure if it does not end well in time; with the end of what it wrote
   */
  void run(List<String> command, Duration deadline) throws IOException {
    String name = Path.of(command.get(0)).getFileName().toString();
    long before = Files.size(log);
    Process child = start(command);
    try {
      int exit = child.onExit().get(deadline.toMillis(), TimeUnit.MILLISECONDS).exitValue();
      if (exit != 0) {
        throw failed(name + " ended with " + exit, before);
      }
    } catch (TimeoutException late) {
      throw failed(name + " did not end within " + deadline.toSeconds() + " s", before);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw failed(name + " was interrupted", before);
    } finally {
      child.destroyForcibly();
    }
  }

  /**
   * Starts the server; it lives in a session of its own where the system allows, so that Ctrl-C in
   * a terminal does not take it away before Belegbote has drained.
   */
  Process startServer(Path data, int port) throws IOException {
    List<String> command = new ArrayList<>();
    onPath("setsid").ifPresent(command::add);
    command.addAll(
        List.of(postgres().toString(), "-D", data.toString(), "-p", Integer.toString(port)));
    return start(command);
  }

  private Process start(List<String> command) throws IOException {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.add(onPath("unshare").orElse("unshare"));
      whole.add("-U");
    }
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(home.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Our environment may hold secrets, and PG* variables would change what the programs do.
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C", "TZ", "UTC"));
    return builder.start();
  }

  /** A failure with the end of what the children wrote since the log had the given length. */
  Failure failed(String what, long before) throws IOException {
    String said = tail(before);
    String advice =
        isRoot() && said.contains("ermission denied")
            ? " As root the database runs without root's rights: every folder above its data must"
                + " belong to root or be open to all."
            : "";
    return new Failure(
        Problem.UNAVAILABLE,
        "The embedded database cannot run: " + what + "." + advice + " It said: " + said);
  }

  private String tail(long before) throws IOException {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(Math.min(before, file.length()), file.length() - TAIL_BYTES));
      byte[] bytes = new byte[TAIL_BYTES];
      int length = Math.max(0, file.read(bytes));
      String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
      String line = INVISIBLE.matcher(text).replaceAll(" ").strip();
      return line.substring(Math.max(0, line.length() - TAIL_CHARS));
    }
  }

  private static Optional<String> onPath(String program) {
    return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self)
        ? Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))
        : "root".equals(System.getProperty("user.name"));
  }
}
