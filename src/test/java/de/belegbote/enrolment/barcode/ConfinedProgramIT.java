// Programs in child processes: what they get, what they cannot reach, and when they end.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import de.belegbote.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConfinedProgramIT {
  private static final Duration LONG = Duration.ofMinutes(30);

  @TempDir Path folder;

  private String said(Duration patience, String... program) throws IOException {
    return said(patience, new byte[0], program);
  }

  private String said(Duration patience, byte[] input, String... program) throws IOException {
    var deadline = Deadline.in(patience, TimeSource.system());
    byte[] output =
        ConfinedProgram.of(List.of(program), List.of(), Optional.of(folder))
            .run(input, 1_000_000, deadline);
    return new String(output, StandardCharsets.UTF_8);
  }

  private void assertRefused(String reason, Duration patience, String... program) {
    var why = assertThrows(Failure.class, () -> said(patience, program));
    assertEquals(reason, why.reason().orElseThrow());
  }

  /** Long before its deadline, or this would last for half an hour. */
  @Test
  @Timeout(120)
  void returnsAsSoonAsTheProgramEnds() throws IOException {
    assertEquals("", said(LONG, "/bin/true"));
    assertEquals("abc", said(LONG, "abc".getBytes(StandardCharsets.UTF_8), "/bin/cat"));
    byte[] much = new byte[1_000_000];
    assertEquals("", said(LONG, much, "/bin/true"), "a program need not read what it is given");
  }

  @Test
  @Timeout(120)
  void endsAProgramThatHangs() throws Exception {
    String unusual = "1234." + System.nanoTime();
    assertRefused("reading-too-slow", Duration.ofSeconds(1), "/bin/sleep", unusual);
    // What a killed one started ends with it, if a moment later.
    for (int i = 0; i < 100 && isThere(unusual); i++) {
      Thread.sleep(100);
    }
    assertFalse(isThere(unusual));
  }

  private static boolean isThere(String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(one -> one.info().commandLine().orElse("").contains(argument));
  }

  @Test
  @Timeout(120)
  void refusesWhatFailsOrTalksTooMuch() {
    assertRefused("damaged", LONG, "/bin/false");
    assertRefused("damaged", LONG, "/usr/bin/yes");
  }

  @Test
  void handsOnNothingOfOurEnvironment() throws IOException {
    List<String> names =
        said(LONG, "/usr/bin/env")
            .lines()
            .map(line -> line.substring(0, line.indexOf('=')))
            .toList();
    // PWD is bubblewrap's own.
    for (String name : names) {
      assertTrue(List.of("PATH", "LC_ALL", "MALLOC_ARENA_MAX", "PWD").contains(name), name);
    }
    assertTrue(names.contains("PATH"));
  }

  @Test
  @RequiresTool("prlimit")
  void limitsMemoryTimeAndFiles() throws IOException {
    String limits = said(LONG, "/bin/cat", "/proc/self/limits");
    assertTrue(limits.matches("(?s).*Max address space +1500000000 .*"), limits);
    assertTrue(limits.matches("(?s).*Max cpu time +8 .*"), limits);
    assertTrue(limits.matches("(?s).*Max core file size +0 .*"), limits);
    assertTrue(limits.matches("(?s).*Max file size +33554432 .*"), limits);
  }

  @Test
  @RequiresTool("bwrap")
  void wallsProgramsOff(@TempDir Path elsewhere) throws IOException {
    assumeTrue(ConfinedProgram.isWalledOff(), "this system lets no bubblewrap work");
    String network = said(LONG, "/bin/cat", "/proc/net/dev");
    assertEquals(1, network.lines().filter(line -> line.contains(":")).count(), network);
    Path secret = Files.writeString(elsewhere.resolve("secret"), "s");
    assertRefused("damaged", LONG, "/bin/cat", secret.toString());
    assertRefused("damaged", LONG, "/bin/cat", "/etc/passwd");
    assertRefused("damaged", LONG, "/usr/bin/touch", "/usr/mine");
    Path own = Files.writeString(folder.resolve("own"), "o");
    assertEquals("o", said(LONG, "/bin/cat", own.toString()));
    assertEquals("", said(LONG, "/usr/bin/touch", folder.resolve("new").toString()));
    assertTrue(Files.exists(folder.resolve("new")));
  }
}
