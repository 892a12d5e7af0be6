// Starts Playwright's driver with nothing of our own environment.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.impl.driver.Driver;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Playwright makes one object by this class's name and asks it for each driver it starts; so each
 * thread says beforehand for which folder of a run that is. The driver is a process of Node.js that
 * speaks with us and with the browser through pipes: no port is opened that others could use.
 */
public final class ChromiumDriver extends Driver {
  private static final ThreadLocal<Place> PLACE = new ThreadLocal<>();

  /** Where the driver is, and the folder of the run it is started for. */
  record Place(ChromiumProgram program, Path folder) {}

  /** Called by Playwright. */
  public ChromiumDriver() {
    super();
  }

  /** What this thread starts is for this run. */
  static void startsFor(ChromiumProgram program, Path folder) {
    System.setProperty("playwright.driver.impl", ChromiumDriver.class.getName());
    PLACE.set(new Place(program, folder));
  }

  /** The driver that was started for the run, as long as it lives. */
  static Optional<ProcessHandle> running(Path folder) {
    String mark = mark(folder);
    return ProcessHandle.current()
        .children()
        .filter(child -> List.of(child.info().arguments().orElse(new String[0])).contains(mark))
        .findFirst();
  }

  @Override
  protected void initialize(Boolean installBrowsers) {
    // Nothing is installed at run time.
  }

  @Override
  public Path driverDir() {
    return PLACE.get().program().driver();
  }

  @Override
  public ProcessBuilder createProcessBuilder() {
    Place place = PLACE.get();
    var builder =
        new ProcessBuilder(
            place.program().node().toString(),
            mark(place.folder()),
            place.program().driver().resolve("cli.js").toString());
    builder.environment().clear();
    builder.environment().putAll(environment(place.folder()));
    builder.environment().put("PW_LANG_NAME", "java");
    return builder;
  }

  /** Of the driver and of the browser: everything they write stays in the run's folder. */
  static Map<String, String> environment(Path folder) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", folder.toString());
    environment.put("TMPDIR", folder.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    return environment;
  }

  // An option of Node.js that does no harm and tells this driver from others.
  private static String mark(Path folder) {
    return "--diagnostic-dir=" + folder;
  }
}
