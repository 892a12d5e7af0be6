// Findings of the doctor that need no server: room on disk, TLS to a database elsewhere, clocks.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.ClockReading;
import de.belegbote.platform.Finding;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ConfigReader;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.DatabaseCheck;
import de.belegbote.platform.db.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;

  private static List<String> faults(List<Finding> findings) {
    return findings.stream()
        .filter(one -> one.level() == Finding.Level.FAULT)
        .map(Finding::text)
        .toList();
  }

  @Test
  void callsForRoomOnTheDisk() {
    var config = ConfigReader.read(List.of("--dev", "--data=" + folder), Map.of());
    assertTrue(
        faults(new FolderCheck(config, Long.MAX_VALUE).findings()).get(0).contains("make room"));
    assertEquals(List.of(), faults(new FolderCheck(config, 1).findings()));
  }

  @Test
  void saysWhichKeyFileCannotBeRead() throws IOException {
    var unused = KeyFiles.in(folder);
    var config = ConfigReader.read(List.of("--dev", "--data=" + folder), Map.of());
    Files.delete(folder.resolve("api.keyset.json"));
    // Root, as whom tests run in containers, reads every file.
    Files.createDirectory(folder.resolve("api.keyset.json"));
    assertEquals(
        List.of(
            "this user cannot read the file %s: give it to the user that runs the service (chown)"
                .formatted(folder.resolve("api.keyset.json"))),
        faults(new FolderCheck(config, 1).findings()).stream()
            .filter(text -> !text.startsWith("others can look"))
            .toList());
  }

  @Test
  void saysWhichRecipesAreLeftOut() throws IOException {
    assertEquals(List.of(), Checkup.recipes(Optional.of(folder)));
    Files.writeString(folder.resolve("shop.yaml"), "id: other\n");
    String left = faults(Checkup.recipes(Optional.of(folder))).get(0);
    assertTrue(left.startsWith("left out: ") && left.contains("shop.yaml:"), left);
    Files.createDirectory(folder.resolve("a.yaml"));
    String unreadable = faults(Checkup.recipes(Optional.of(folder))).get(0);
    assertTrue(unreadable.contains("a.yaml:1: cannot be read ("), unreadable);
    String gone = faults(Checkup.recipes(Optional.of(folder.resolve("gone")))).get(0);
    assertTrue(gone.startsWith("the recipes' folder "), gone);
  }

  @Test
  void callsForTlsToADatabaseElsewhere() {
    var none = new Secret("");
    var far = new DatabaseSettings("db.invalid", 1, "x", null, none, none, false, 2);
    assertTrue(
        faults(new DatabaseCheck(far, false, TimeSource.system()).findings())
            .get(0)
            .startsWith("TLS is off"));
    var near = new DatabaseSettings("127.0.0.1", 1, "x", null, none, none, false, 2);
    assertTrue(
        faults(new DatabaseCheck(near, false, TimeSource.system()).findings()).stream()
            .noneMatch(text -> text.startsWith("TLS is off")));
  }

  private static Duration behind(String date, Instant asked, Instant answered) {
    return ClockReading.ofDate("x", Optional.of(date), asked, answered).orElseThrow().behind();
  }

  @Test
  void countsOnlyWhatTheWayAndWholeSecondsCannotExplain() {
    String noon = "Tue, 24 Nov 2026 12:00:00 GMT";
    assertEquals(Duration.ZERO, behind(noon, NOW, NOW));
    assertEquals(Duration.ZERO, behind(noon, NOW.plusMillis(900), NOW.plusMillis(950)));
    assertEquals(Duration.ZERO, behind(noon, NOW.minusSeconds(9), NOW.plusSeconds(9)));
    assertEquals(Duration.ofSeconds(7), behind(noon, NOW.minusSeconds(8), NOW.minusSeconds(7)));
    assertEquals(Duration.ofSeconds(-6), behind(noon, NOW.plusSeconds(7), NOW.plusSeconds(8)));
    assertTrue(ClockReading.ofDate("x", Optional.of("noon"), NOW, NOW).isEmpty());
  }
}
