// Which browser engines this process has.
package de.belegbote;

import de.belegbote.fetch.browser.Browsers;
import de.belegbote.fetch.browser.ChromiumProbe;
import de.belegbote.fetch.browser.ChromiumProgram;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.platform.Finding;
import de.belegbote.platform.config.ChromiumSettings;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HtmlUnit always; Chromium where all its parts are found. */
record Engines(ChromiumSettings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  /** What is there of Chromium, and what is missing. */
  ChromiumProgram.Found chromium() {
    return ChromiumProgram.find(settings.path(), settings.driver(), settings.sandbox());
  }

  /** What the doctor says: a missing Chromium is worth knowing, a broken one is a fault. */
  List<Finding> findings() {
    var found = chromium();
    if (found.program().isEmpty()) {
      return found.missing().stream()
          .map(line -> Finding.note("browser", "portals that want Chromium are left out: " + line))
          .toList();
    }
    var program = found.program().get();
    if (!program.sandbox()) {
      return List.of(
          Finding.note("browser", "Chromium's sandbox is off, as a trial may; never elsewhere"));
    }
    return List.of(
        new ChromiumProbe(program)
            .fault()
            .map(
                why ->
                    Finding.fault(
                        "browser",
                        "Chromium at %s, in its sandbox: %s. It wants a user other than root,"
                                .formatted(program.chromium(), why)
                            + " unprivileged user name spaces and Node.js 20 or later (see"
                            + " docs/operations.md)"))
            .orElseGet(
                () ->
                    Finding.ok(
                        "browser",
                        "%s starts in its sandbox, driven by %s"
                            .formatted(program.chromium(), program.driver()))));
  }

  /**
   * Says in the log what is missing.
   *
   * @param extraTrust authorities beside the public ones
   */
  Browsers browsers(EgressProxy proxy, Optional<KeyStore> extraTrust) {
    var found = chromium();
    found.missing().forEach(line -> LOG.info("no Chromium: {}", line));
    return new Browsers(proxy, extraTrust.orElse(null), found.program(), settings.most());
  }
}
