// A running PostgreSQL server: found by its pid file, watched and stopped.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A server process of one data folder, whether this process started it or an earlier one.
 *
 * @param process the postmaster
 * @param data its data folder, by the path it was started with
 */
record Server(ProcessHandle process, Path data) {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration FAST_DEADLINE = Duration.ofSeconds(15);
  private static final Duration COLLECT_DEADLINE = Duration.ofSeconds(5);
  private static final Duration IMMEDIATE_DEADLINE = Duration.ofSeconds(10);
  private static final Duration SIGNAL_DEADLINE = Duration.ofSeconds(5);
  private static final int PORT_LINE = 3;
  private static final int STATE_LINE = 7;

  /**
   * The server the pid file names, if it lives. A number that now belongs to a program which is no
   * PostgreSQL at all is a left-over: the file is removed, for PostgreSQL itself would refuse to
   * start as long as any process has that number.
   */
  static Optional<Server> find(Cluster cluster) throws IOException {
    List<String> note = read(cluster.pidFile());
    if (note.isEmpty() || !note.get(0).strip().matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(note.get(0).strip()));
    if (process.isEmpty()) {
      return Optional.empty();
    }
    Server server = new Server(process.get(), cluster.data());
    if (server.lives()) {
      return Optional.of(server);
    }
    if (!program(process.get()).equals("postgres")) {
      Files.deleteIfExists(cluster.pidFile());
    }
    return Optional.empty();
  }

  private static List<String> read(Path pidFile) throws IOException {
    try {
      return Files.readAllLines(pidFile);
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static String program(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).getFileName().toString())
        .orElse("");
  }

  /** Whether the process is there and still is PostgreSQL on this folder (a zombie is not). */
  boolean lives() {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    return process.isAlive()
        && program(process).equals("postgres")
        && Arrays.asList(arguments).contains(data.toString());
  }

  /** The port the server noted; empty before it did. */
  Optional<Integer> port() throws IOException {
    List<String> note = read(data.resolve("postmaster.pid"));
    return note.size() > PORT_LINE && note.get(PORT_LINE).strip().matches("[0-9]{1,5}")
        ? Optional.of(Integer.valueOf(note.get(PORT_LINE).strip()))
        : Optional.empty();
  }

  /** Waits until the server takes connections; false if it ends instead or time is up. */
  boolean awaitReady(Duration deadline) throws IOException {
    for (long left = deadline.toMillis(); left > 0; left -= TICK.toMillis()) {
      List<String> note = read(data.resolve("postmaster.pid"));
      if (note.size() > STATE_LINE
          && note.get(0).strip().equals(Long.toString(process.pid()))
          && note.get(STATE_LINE).strip().equals("ready")) {
        return true;
      }
      if (!process.isAlive() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      TimeSource.system().pause().accept(TICK);
    }
    return false;
  }

  /**
   * Ends the server: fast (connections are cut, all is written), after 15 s at once, after 10 s
   * more by force. Whatever way, the next start recovers every committed change.
   *
   * @throws Failure if the process is still there after that
   */
  void stop() throws IOException {
    stop(FAST_DEADLINE, IMMEDIATE_DEADLINE);
  }

  void stop(Duration fast, Duration immediate) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      if (!endsAfter("INT", fast) && !endsAfter("QUIT", immediate)) {
        process.destroyForcibly();
        if (!await(() -> !lives(), IMMEDIATE_DEADLINE)) {
          throw new Failure(
              Problem.UNAVAILABLE,
              "The embedded database (process " + process.pid() + ") cannot be stopped.");
        }
      }
      // A process that ends loses its arguments first and its port later; then somebody has to
      // collect it, and where nobody does it stays in the list for ever, doing nothing.
      var unused = await(() -> !process.isAlive(), COLLECT_DEADLINE);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean endsAfter(String signal, Duration deadline) throws IOException {
    if (lives()) {
      send(signal);
    }
    return await(() -> !lives(), deadline);
  }

  private static boolean await(BooleanSupplier condition, Duration deadline) {
    for (long left = deadline.toMillis(); left > 0; left -= TICK.toMillis()) {
      if (condition.getAsBoolean()) {
        return true;
      }
      TimeSource.system().pause().accept(TICK);
    }
    return condition.getAsBoolean();
  }

  /** Java can send TERM and KILL only; the shell is everywhere and knows the others. */
  private void send(String signal) throws IOException {
    String pid = Long.toString(process.pid());
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " \"$1\"", "sh", pid)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      kill.onExit().get(SIGNAL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException late) {
      EmbeddedPostgres.LOG.warn("the signal {} to process {} hangs", signal, pid, late);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      kill.destroyForcibly();
    }
  }
}
