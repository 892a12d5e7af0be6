// Opens a .txz archive; apart, because the libraries for it are optional and may not even be named.
package de.belegbote.platform.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks files, folders and links for their owner only. */
final class TarXz {
  private static final int MOST_ENTRIES = 10_000;
  private static final long MOST_BYTES = 1L << 30;

  private TarXz() {}

  /** Unpacks into an existing folder; what points outside of it, or is too much, is refused. */
  static void extract(InputStream archive, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
      long bytes = 0;
      TarArchiveEntry entry = tar.getNextEntry();
      for (int count = 0; entry != null; count++) {
        bytes += entry.getSize();
        if (count >= MOST_ENTRIES || bytes > MOST_BYTES) {
          throw new IOException("the archive of the PostgreSQL programs is larger than allowed");
        }
        write(entry, tar, target);
        entry = tar.getNextEntry();
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    Path file = inside(target, target.resolve(entry.getName()));
    if (entry.isDirectory()) {
      Files.createDirectories(file, PrivateFiles.OWNER_ONLY_FOLDER);
      return;
    }
    Files.createDirectories(file.getParent(), PrivateFiles.OWNER_ONLY_FOLDER);
    if (entry.isSymbolicLink()) {
      Path linked = file.resolveSibling(entry.getLinkName());
      Files.createSymbolicLink(file, file.getParent().relativize(inside(target, linked)));
    } else if (entry.isFile()) {
      Files.copy(content, file);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(file, program ? PrivateFiles.RWX : PrivateFiles.RW);
    } else {
      throw new IOException("the archive holds something that is no file, folder or link");
    }
  }

  private static Path inside(Path target, Path file) throws IOException {
    Path normal = file.normalize();
    if (!normal.startsWith(target)) {
      throw new IOException("the archive of the PostgreSQL programs points outside its folder");
    }
    return normal;
  }
}
