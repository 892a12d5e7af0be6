// The C++ reader zxing-cpp as a process beside the bench, where it is installed.
package de.belegbote.enrolment.barcode.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;

/**
 * Its build for WebAssembly, run by Node.js: {@code npm install --prefix target/zxing-wasm
 * zxing-wasm@3.1.4}. It is measured inside that process, start and transport left out.
 */
final class CppReader implements AutoCloseable {
  static final String NAME = "zxing-cpp";
  private static final Path PACKAGE = Path.of("target/zxing-wasm/node_modules/zxing-wasm");

  private final Process process;
  private final DataOutputStream pictures;
  private final BufferedReader answers;
  private long kilobytes;

  private CppReader(Process process) {
    this.process = process;
    this.pictures = new DataOutputStream(process.getOutputStream());
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Started; empty where package or Node.js is missing. */
  static Optional<CppReader> start() {
    Path script = Path.of("src/test/resources/bench/zxing-cpp.mjs");
    if (!Files.isDirectory(PACKAGE) || !Files.exists(script)) {
      return Optional.empty();
    }
    try {
      var command =
          new ProcessBuilder("node", script.toString(), PACKAGE.toAbsolutePath().toString());
      return Optional.of(
          new CppReader(command.redirectError(ProcessBuilder.Redirect.INHERIT).start()));
    } catch (IOException noNode) {
      return Optional.empty();
    }
  }

  Contender.Answer read(GreyPicture picture) {
    try {
      pictures.writeInt(picture.width());
      pictures.writeInt(picture.height());
      pictures.write(picture.light());
      pictures.flush();
      JsonNode answer = new ObjectMapper().readTree(answers.readLine());
      var texts = new HashSet<String>();
      answer.get("texts").forEach(text -> texts.add(text.asText()));
      kilobytes = answer.get("kilobytes").asLong();
      return new Contender.Answer(texts, answer.get("micros").asLong() * 1000);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The most its process held so far, with Node.js itself: megabytes. */
  long megabytes() {
    return kilobytes / 1024;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
