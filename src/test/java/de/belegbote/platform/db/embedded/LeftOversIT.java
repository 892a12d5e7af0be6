// The embedded server after kills, crashes and half-done work.
package de.belegbote.platform.db.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LeftOversIT extends ServerTests {
  @Test
  void refusesASecondProcessOnTheSameFolder() throws Exception {
    try (Running running = start()) {
      String pid = Long.toString(ProcessHandle.current().pid());
      Failure inside = assertThrows(Failure.class, this::start);
      assertEquals(Problem.CONFLICT, inside.problem());
      for (String said : List.of(inside.detail(), child(classPath("")))) {
        assertTrue(said.contains("process " + pid), said);
        assertTrue(said.contains(folder.toRealPath().toString()), said);
      }
      assertEquals("1", superuser(running, "select 1"));
      // The refusals must not have loosened the lock either.
      assertTrue(child(classPath("")).startsWith("FAILED"));
    }
  }

  @Test
  void takesOnTheServerOfAKilledProcess() throws Exception {
    String ready = child(classPath(""));
    children.get(0).destroyForcibly().waitFor();
    try (Running running = start()) {
      assertTrue(running.reused());
      assertEquals(ready, "READY " + running.port() + " " + running.pid());
      assertEquals("1", superuser(running, "select 1"));
    }
    assertTrue(Server.find(cluster()).isEmpty());
  }

  @Test
  void replacesALeftOverServerThatRefusesUs() throws Exception {
    String ready = child(classPath(""));
    String pid = ready.substring(ready.lastIndexOf(' ') + 1);
    children.get(0).destroyForcibly().waitFor();
    Files.writeString(folder.resolve("postgres/data/pg_hba.conf"), "host all all all reject\n");
    signal(pid, "HUP");
    try (Running running = start()) {
      assertFalse(running.reused());
      assertNotEquals(pid, Long.toString(running.pid()));
      assertEquals("1", superuser(running, "select 1"));
    }
  }

  @Test
  void stopsAServerThatHangs() throws Exception {
    Running running = start();
    signal(Long.toString(running.pid()), "STOP");
    Server server = Server.find(cluster()).orElseThrow();
    server.stop(Duration.ofMillis(200), Duration.ofMillis(200));
    running.stop();
    assertTrue(Server.find(cluster()).isEmpty());
    start().stop();
  }

  @Test
  void staleNotesOfAProcessDoNotMatter() throws Exception {
    Running first = start();
    superuser(first, "create table kept as select 42 as answer; select 1");
    Path note = cluster().pidFile();
    Path copy = folder.resolve("note");
    Files.copy(note, copy);
    ProcessHandle server = ProcessHandle.of(first.pid()).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(10, TimeUnit.SECONDS);
    first.stop();
    try (Running recovered = start()) {
      assertFalse(recovered.reused());
      assertEquals("42", superuser(recovered, "select answer from kept"));
    }
    // The number went to somebody else meanwhile: he must live on, and we must start.
    Process other = new ProcessBuilder("sleep", "600").start();
    children.add(other);
    String text = Files.readString(copy).replaceFirst("[0-9]+", Long.toString(other.pid()));
    Files.writeString(note, text);
    try (Running running = start()) {
      assertFalse(running.reused());
      assertTrue(other.isAlive());
      assertEquals("42", superuser(running, "select answer from kept"));
    }
  }

  @Test
  void beginsAnewAfterAnUnfinishedFirstStartButNeverOverwritesData() throws Exception {
    Path postgres = Files.createDirectories(folder.resolve("postgres"));
    Files.createDirectories(postgres.resolve("unfinished-1/base"));
    Files.writeString(postgres.resolve("unfinished-1/PG_VERSION"), "18\n");
    start().stop();
    assertFalse(Files.exists(postgres.resolve("unfinished-1")));

    Files.move(postgres.resolve("roles.json"), folder.resolve("roles.json"));
    assertTrue(assertThrows(Failure.class, this::start).detail().contains("roles.json is gone"));
    Files.move(folder.resolve("roles.json"), postgres.resolve("roles.json"));
    Path version = postgres.resolve("data/PG_VERSION");
    Files.move(version, folder.resolve("PG_VERSION"));
    assertTrue(assertThrows(Failure.class, this::start).detail().contains("left as it is"));
    Files.writeString(version, "17\n");
    String detail = assertThrows(Failure.class, this::start).detail();
    assertTrue(detail.contains("database files are incompatible"), detail);
    Files.move(folder.resolve("PG_VERSION"), version, StandardCopyOption.REPLACE_EXISTING);
    start().stop();
  }
}
