// Runs a program on a stranger's file, where it can do no harm.
package de.belegbote.enrolment.barcode;

import de.belegbote.platform.Failure;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process without our environment, and with limits of memory, computing time and file size
 * where {@code prlimit} is installed; where {@code bwrap} is installed and the system lets it work,
 * also without a network, other processes, or any file but the named ones.
 */
final class ConfinedProgram {
  private static final Logger LOG = LoggerFactory.getLogger(ConfinedProgram.class);
  private static final long MAX_MEMORY = 1_500_000_000;
  private static final int MAX_CPU_SECONDS = 8;
  private static final long MAX_FILE = 32 * 1024 * 1024;

  /** What every program needs, in so far as it is there. */
  private static final List<String> SYSTEM =
      List.of("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives");

  /** Starting it is a matter of milliseconds; a system on which it hangs is one without. */
  private static final int PROBE_SECONDS = 5;

  private static final boolean BUBBLE = bubbleWorks();

  private final List<String> command;

  private ConfinedProgram(List<String> command) {
    this.command = command;
  }

  /**
   * A program with its arguments.
   *
   * @param readable files and folders it needs besides the system's own
   * @param folder the one place where it may write; none: nowhere
   */
  static ConfinedProgram of(List<String> program, List<Path> readable, Optional<Path> folder) {
    var command = new ArrayList<String>();
    if (onPath("prlimit").isPresent()) {
      command.add(onPath("prlimit").get().toString());
      command.addAll(List.of("--as=" + MAX_MEMORY, "--cpu=" + MAX_CPU_SECONDS, "--core=0"));
      command.addAll(List.of("--fsize=" + MAX_FILE, "--"));
    }
    if (BUBBLE) {
      command.addAll(bubble());
      readable.forEach(path -> command.addAll(bound("--ro-bind", path)));
      folder.ifPresent(path -> command.addAll(bound("--bind", path)));
      command.add("--");
    }
    command.addAll(program);
    return new ConfinedProgram(List.copyOf(command));
  }

  /** Where a program is installed. */
  static Optional<Path> onPath(String name) {
    return Arrays.stream(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name).toAbsolutePath())
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Whether programs see neither the network nor our files. */
  static boolean isWalledOff() {
    return BUBBLE;
  }

  /**
   * Runs it to its end, or ends it when time is up. The program has to read all of its input before
   * it writes more than some kB: nobody listens until then.
   *
   * @param input what it may read from its standard input
   * @param most bytes that it may write to its standard output
   * @return what it wrote there
   * @throws Failure TIMED_OUT when the deadline passed; UNUSABLE_PICTURE when it failed or wrote
   *     too much
   * @throws IOException it could not be started
   */
  byte[] run(byte[] input, int most, Deadline deadline) throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    // Ours may hold passwords.
    environment.clear();
    environment.putAll(
        Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8", "MALLOC_ARENA_MAX", "2"));
    Process process = builder.directory(new File("/")).start();
    var end = process.onExit().orTimeout(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    // The timer is gone with the process. By its handle a process is killed and its output kept.
    var killed = end.whenComplete((done, late) -> process.toHandle().destroyForcibly());
    try {
      byte[] output = exchange(process, input, most);
      int code = process.waitFor();
      if (killed.isCompletedExceptionally()) {
        throw PictureRefusal.TOO_SLOW.failure();
      }
      if (code != 0 || output.length > most) {
        LOG.debug("A program for pictures ended with {} and {} bytes", code, output.length);
        throw PictureRefusal.DAMAGED.failure();
      }
      return output;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw PictureRefusal.TOO_SLOW.failure();
    } finally {
      process.destroyForcibly();
    }
  }

  /** One more byte than is allowed tells that there are too many. */
  private static byte[] exchange(Process process, byte[] input, int most) throws IOException {
    try (OutputStream to = process.getOutputStream()) {
      to.write(input);
    } catch (IOException unread) {
      LOG.debug("A program for pictures did not read to the end", unread);
    }
    try (InputStream from = process.getInputStream()) {
      return from.readNBytes(most + 1);
    }
  }

  private static List<String> bubble() {
    var command = new ArrayList<>(List.of(onPath("bwrap").orElseThrow().toString()));
    command.addAll(List.of("--unshare-all", "--die-with-parent", "--new-session"));
    command.addAll(List.of("--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"));
    command.addAll(List.of("--tmpfs", "/tmp", "--chdir", "/"));
    SYSTEM.forEach(path -> command.addAll(List.of("--ro-bind-try", path, path)));
    return command;
  }

  private static List<String> bound(String option, Path path) {
    String name = path.toAbsolutePath().toString();
    return List.of(option, name, name);
  }

  /** Containers often forbid what it needs. */
  private static boolean bubbleWorks() {
    if (onPath("bwrap").isEmpty()) {
      return false;
    }
    var command = bubble();
    command.addAll(List.of("--", "/bin/true"));
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
      probe.destroyForcibly();
      return ended && probe.exitValue() == 0;
    } catch (IOException refused) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
