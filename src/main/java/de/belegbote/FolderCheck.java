// Looks at what the program keeps on disk: data, key files, and room for more.
package de.belegbote;

import de.belegbote.platform.Finding;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.crypto.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Leaves nothing behind; blocks. */
final class FolderCheck {
  /** Less room than this is a fault: 1 GiB, some forty of the largest documents. */
  static final long LEAST_BYTES = 1L << 30;

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  private final Config config;
  private final long leastBytes;
  private final List<Finding> findings = new ArrayList<>();

  FolderCheck(Config config, long leastBytes) {
    this.config = config;
    this.leastBytes = leastBytes;
  }

  List<Finding> findings() {
    data();
    keys();
    return List.copyOf(findings);
  }

  private void data() {
    Path data = config.data();
    if (!Files.isDirectory(data)) {
      findings.add(
          Finding.note(
              "data", data + " is not there yet; the first start makes it, for its user only"));
      return;
    }
    try {
      Path probe = Files.createTempFile(data, "doctor", ".tmp");
      Files.delete(probe);
      long free = Files.getFileStore(data).getUsableSpace();
      if (free < leastBytes) {
        findings.add(
            Finding.fault(
                "data", "%s has %d MB left: make room".formatted(data, free / 1_000_000)));
      } else {
        findings.add(
            Finding.ok("data", data + " can be written, " + free / 1_000_000 + " MB are free"));
      }
      if (open(data)) {
        findings.add(Finding.fault("data", "others can look into it: chmod 700 " + data));
      }
    } catch (IOException unusable) {
      findings.add(
          Finding.fault(
              "data", data + " cannot be written by this user: chown it (" + unusable + ")"));
    }
  }

  private void keys() {
    Path folder = config.keys();
    var shut = KeyFiles.NAMES.stream().map(folder::resolve).filter(FolderCheck::isShut).toList();
    if (!shut.isEmpty()) {
      shut.forEach(file -> findings.add(Finding.fault("keys", unreadable(file))));
      return;
    }
    var missing = KeyFiles.missing(folder);
    if (!missing.isEmpty()) {
      findings.add(
          Finding.note(
              "keys",
              "%s lacks %s: the first start makes them; or make them once for all processes with: keys %s"
                  .formatted(folder, String.join(", ", missing), folder)));
      return;
    }
    try {
      var unused = KeyFiles.in(folder);
      for (Path file : files(folder)) {
        if (open(file)) {
          findings.add(Finding.fault("keys", "others can read " + file + ": chmod 600 it"));
        }
      }
      findings.add(Finding.ok("keys", "the four key files in " + folder + " can be read"));
    } catch (IOException | RuntimeException unusable) {
      findings.add(
          Finding.fault(
              "keys", folder + ": " + unusable.getMessage() + "; restore them from your backup"));
    }
  }

  private static boolean isShut(Path file) {
    return Files.exists(file) && !(Files.isRegularFile(file) && Files.isReadable(file));
  }

  private static String unreadable(Path file) {
    return "this user cannot read the file %s: give it to the user that runs the service (chown)"
        .formatted(file);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(file -> file.toString().matches(".*(\\.keyset\\.json|print\\.key)"))
          .toList();
    }
  }

  private static boolean open(Path path) throws IOException {
    var modes = EnumSet.noneOf(PosixFilePermission.class);
    modes.addAll(Files.getPosixFilePermissions(path));
    modes.retainAll(OF_OTHERS);
    return !PosixFilePermissions.toString(modes).equals("---------");
  }
}
