// Writes key files.
package de.belegbote.platform.crypto;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** For the owner alone, and whole or not there. */
final class KeyWriting {
  private KeyWriting() {}

  /** Writes the file unless it is there; of two writers at the same time the first one wins. */
  static void write(Path file, byte[] content) throws IOException {
    Path half = half(file);
    try {
      fill(half, content);
      // Unlike a move, a link does not replace the key of a process that was faster.
      var unused = Files.createLink(file, half);
    } catch (FileAlreadyExistsException faster) {
      // What the caller reads next is the other's.
      return;
    } finally {
      Files.delete(half);
    }
  }

  /** Writes the file in the place of the one that is there. */
  static void replace(Path file, byte[] content) throws IOException {
    Path half = half(file);
    try {
      fill(half, content);
      var unused = Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      var unused = Files.deleteIfExists(half);
    }
  }

  private static Path half(Path file) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    return Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".new", owner);
  }

  private static void fill(Path half, byte[] content) throws IOException {
    Files.write(half, content, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.SYNC);
  }
}
