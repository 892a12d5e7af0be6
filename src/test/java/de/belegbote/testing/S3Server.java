// A real S3 server on loopback for a test run.
package de.belegbote.testing;

import de.belegbote.platform.Secret;
import de.belegbote.platform.config.DocumentSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Adobe's S3Mock as its makers ship it, a program of its own that Maven puts into the build folder.
 * It starts with the first question and ends with the JVM. It speaks S3's protocol with checksums,
 * conditions and listings in pages; it checks no signatures.
 */
public final class S3Server {
  /** The bucket that is there from the start. */
  public static final String BUCKET = "documents";

  /** A key id that the server knows. */
  public static final String KMS_KEY = "belegbote-test";

  private static final Pattern STARTED =
      Pattern.compile(".*Tomcat started on ports.* (\\d+) \\(http\\).*");

  private S3Server() {}

  private static final class Holder {
    static final int PORT = start();
  }

  /** Its port on loopback, plain HTTP. */
  public static int port() {
    return Holder.PORT;
  }

  /** How the product reaches it. */
  public static DocumentSettings.S3 settings() {
    return settings(port(), DocumentSettings.Encryption.AES256);
  }

  /** The same through another port, such as that of a bad line. */
  public static DocumentSettings.S3 settings(int port, DocumentSettings.Encryption encryption) {
    return new DocumentSettings.S3(
        Optional.of(URI.create("http://127.0.0.1:" + port)),
        "us-east-1",
        BUCKET,
        "belege/",
        true,
        "test-key",
        new Secret("test-secret"),
        encryption,
        encryption == DocumentSettings.Encryption.KMS ? Optional.of(KMS_KEY) : Optional.empty());
  }

  private static int start() {
    try {
      Path root = Files.createTempDirectory("s3");
      var process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx384m",
                      "-XX:TieredStopAtLevel=1",
                      "-jar",
                      program().toString(),
                      "--server.address=127.0.0.1",
                      "--server.port=0",
                      "--com.adobe.testing.s3mock.http-port=0",
                      "--com.adobe.testing.s3mock.max-payload-size=40MB",
                      "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET,
                      "--com.adobe.testing.s3mock.store.valid-kms-keys=arn:aws:kms:us-east-1:1234567890:key/"
                          + KMS_KEY,
                      "--com.adobe.testing.s3mock.store.root=" + root))
              .redirectErrorStream(true)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return port(process.inputReader(StandardCharsets.UTF_8));
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  // Ends: the program says its port or ends, and its words end with it.
  private static int port(BufferedReader words) throws IOException {
    var all = new StringBuilder();
    for (String line = words.readLine(); line != null; line = words.readLine()) {
      all.append(line).append('\n');
      var started = STARTED.matcher(line);
      if (started.matches()) {
        var rest = new Thread(() -> words.lines().forEach(ignored -> {}), "s3-words");
        rest.setDaemon(true);
        rest.start();
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IllegalStateException("The S3 server did not start:\n" + all);
  }

  private static Path program() throws IOException {
    try (var files = Files.list(Path.of("target", "s3mock"))) {
      return files.filter(file -> file.toString().endsWith("-exec.jar")).findFirst().orElseThrow();
    }
  }
}
