// Opens in a child process what is too risky to open in this one: WebP, HEIC, PDF.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HEIC needs {@code heif-convert} of libheif and a folder in memory; the others only Java. */
public final class ForeignPictures {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignPictures.class);

  /** Files there are never written to a disk. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private ForeignPictures() {}

  /** Whether WebP and PDF can be opened: starts a child, which takes a second, and asks it. */
  public static boolean readsWebpAndPdf(TimeSource time) {
    try {
      var unused =
          byJava(Buffer.buffer(), PictureRefusal.PDF, Deadline.in(BarcodeVerticle.LIMIT, time));
      return false;
    } catch (Failure answer) {
      // It has looked at the file, and says what is wrong with it.
      return answer.reason().filter(PictureRefusal.EMPTY.slug()::equals).isPresent();
    }
  }

  /** Whether the programs are there that HEIC photos are opened with. */
  public static boolean readsHeic() {
    return heifConvert().isPresent()
        && ConfinedProgram.onPath("prlimit").isPresent()
        && Files.isDirectory(MEMORY)
        && Files.isWritable(MEMORY);
  }

  /** Whether child processes see neither the network nor our files. */
  public static boolean areWalledOff() {
    return ConfinedProgram.isWalledOff();
  }

  private static Optional<Path> heifConvert() {
    return ConfinedProgram.onPath("heif-convert");
  }

  /**
   * WebP and PDF.
   *
   * @param unopenable the refusal where no child can be started
   */
  static List<GreyPicture> byJava(Buffer file, PictureRefusal unopenable, Deadline deadline) {
    try {
      byte[] answer = java().run(file.getBytes(), PictureChild.MAX_ANSWER, deadline);
      return PictureChild.read(answer);
    } catch (IOException missing) {
      LOG.warn("No child process for pictures can be started", missing);
      throw unopenable.failure();
    }
  }

  /** This program once more, from wherever it was loaded. */
  private static ConfinedProgram java() throws IOException {
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(Files::exists)
            .toList();
    List<String> names = classPath.stream().map(Path::toString).toList();
    var command =
        List.of(
            JAVA_HOME.resolve("bin/java").toString(),
            "-Xmx256m",
            "-Xss1m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:CompressedClassSpaceSize=32m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:+DisplayVMOutputToStderr",
            "-Djava.awt.headless=true",
            "-cp",
            String.join(File.pathSeparator, names),
            PictureChild.class.getName());
    var readable = new ArrayList<>(classPath);
    readable.add(JAVA_HOME);
    // Debian keeps the settings of its Java elsewhere and links to them.
    readable.add(JAVA_HOME.resolve("conf/security/java.security").toRealPath().getParent());
    readable.add(JAVA_HOME.resolve("lib/security").toRealPath());
    return ConfinedProgram.of(command, readable, Optional.empty());
  }

  /**
   * A HEIC or AVIF photo as JPEG.
   *
   * @throws Failure UNUSABLE_PICTURE with the reason HEIC where it cannot be opened here
   */
  static Buffer heicAsJpeg(Buffer file, Deadline deadline) {
    if (!readsHeic()) {
      throw PictureRefusal.HEIC.failure();
    }
    Path folder = null;
    try {
      // Only its owner may look into it.
      folder = Files.createTempDirectory(MEMORY, "belegbote-heic-");
      return convert(file, folder, deadline);
    } catch (IOException full) {
      LOG.warn("A HEIC photo could not be handed to its program", full);
      throw PictureRefusal.HEIC.failure();
    } finally {
      remove(folder);
    }
  }

  private static Buffer convert(Buffer file, Path folder, Deadline deadline) throws IOException {
    Path photo = Files.write(folder.resolve("photo.heic"), file.getBytes());
    String name = folder.resolve("out.jpg").toString();
    var command =
        List.of(heifConvert().orElseThrow().toString(), "-q", "80", photo.toString(), name);
    var said =
        ConfinedProgram.of(command, List.of(), Optional.of(folder))
            .run(new byte[0], 100_000, deadline);
    LOG.debug("heif-convert wrote {} bytes", said.length);
    try (Stream<Path> files = Files.list(folder)) {
      // A file with several pictures gives out-1.jpg, out-2.jpg …
      Path first =
          files
              .filter(path -> path.toString().endsWith(".jpg"))
              .sorted()
              .findFirst()
              .orElseThrow(PictureRefusal.DAMAGED::failure);
      if (Files.isSymbolicLink(first) || Files.size(first) > PictureHeader.MAX_BYTES) {
        throw PictureRefusal.DAMAGED.failure();
      }
      return Buffer.buffer(Files.readAllBytes(first));
    }
  }

  private static void remove(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException stuck) {
      LOG.error("A photo stays in {}: delete it", folder, stuck);
    }
  }
}
