// Makes the folder for temporary files that the build gives each process of its tests.
package de.belegbote.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** JUnit finds it by its name in META-INF/services. */
public final class TemporaryFolder implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
