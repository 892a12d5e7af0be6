// The one Keycloak of a test run.
package de.belegbote.keycloak;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Starts with the first test that needs it, which takes half a minute, and ends with the JVM. Each
 * test makes a realm of its own.
 */
final class SharedKeycloak {
  private static final class Holder {
    static final Vertx VERTX = Vertx.vertx();
    static final Wire WIRE = new Wire(VERTX);
    static final Keycloak KEYCLOAK = start();
  }

  private SharedKeycloak() {}

  static Wire wire() {
    return Holder.WIRE;
  }

  static Keycloak keycloak() {
    return Holder.KEYCLOAK;
  }

  static Administration administration() {
    return new Administration(wire(), keycloak());
  }

  private static Keycloak start() {
    try {
      Path folder = Files.createTempDirectory("belegbote-keycloak");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "keycloak-remove"));
      return Keycloak.start(Holder.WIRE, folder);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException gone) {
      // It lies in the system's folder for temporary files.
    }
  }
}
