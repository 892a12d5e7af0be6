// Writes a key file that must never be replaced.
package de.belegbote.platform.crypto;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** For the owner alone, and whole or not there. */
final class OnceWritten {
  private OnceWritten() {}

  /** Writes the file unless it is there; of two writers at the same time the first one wins. */
  static void write(Path file, byte[] content) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path half = Files.createTempFile(file.getParent(), "key", ".new", owner);
    try {
      Files.write(half, content, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.SYNC);
      // Unlike a move, a link does not replace the key of a process that was faster.
      var unused = Files.createLink(file, half);
    } catch (FileAlreadyExistsException faster) {
      // What the caller reads next is the other's.
      return;
    } finally {
      Files.delete(half);
    }
  }
}
