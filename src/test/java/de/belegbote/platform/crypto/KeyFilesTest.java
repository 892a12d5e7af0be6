// Key files are made once, for the owner alone, whoever starts at the same time.
package de.belegbote.platform.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
  private static final int STARTS = 8;

  @TempDir Path temp;

  @Test
  void areForTheOwnerAlone() throws IOException {
    Path folder = temp.resolve("keys");
    assertEquals(4, KeyFiles.missing(folder).size());

    var unused = KeyFiles.in(folder);

    assertEquals(List.of(), KeyFiles.missing(folder));
    assertEquals("rwx------", mode(folder));
    try (var files = Files.list(folder)) {
      var all = files.toList();
      assertEquals(4, all.size(), "nothing half written is left in " + all);
      for (Path file : all) {
        assertEquals("rw-------", mode(file));
      }
    }
  }

  @Test
  void areTheSameForAllThatStartAtOnce() throws Exception {
    var together = new CyclicBarrier(STARTS);
    var pool = Executors.newFixedThreadPool(STARTS);
    try {
      for (int round = 0; round < 20; round++) {
        assertSame(starts(temp.resolve("round" + round), together, pool));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<KeyFiles> starts(
      Path folder, CyclicBarrier together, java.util.concurrent.ExecutorService pool)
      throws InterruptedException, ExecutionException {
    var futures = new ArrayList<Future<KeyFiles>>();
    for (int i = 0; i < STARTS; i++) {
      futures.add(
          pool.submit(
              () -> {
                var unused = together.await();
                return KeyFiles.in(folder);
              }));
    }
    var all = new ArrayList<KeyFiles>();
    for (var future : futures) {
      all.add(future.get());
    }
    return all;
  }

  private static void assertSame(List<KeyFiles> all) {
    byte[] sealed = all.get(0).api().seal(new byte[] {1, 2, 3}, "test");
    for (KeyFiles each : all) {
      assertArrayEquals(
          new byte[] {1, 2, 3}, each.api().open(sealed, "test").orElseThrow(), "another key");
      assertEquals(all.get(0).prints().print("test", "x"), each.prints().print("test", "x"));
      assertTrue(each.secrets().open(sealed, "test").isEmpty(), "keys of two purposes are one");
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
