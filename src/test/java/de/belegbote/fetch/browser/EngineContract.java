// The whole contract for one engine; its subclasses say which.
package de.belegbote.fetch.browser;

import com.google.errorprone.annotations.MustBeClosed;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/**
 * A site for the class. Each test about sessions and faults has a browser of its own; others share
 * one as long as it has a single tab.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineContract
    implements PageBehaviour,
        FormBehaviour,
        FileBehaviour,
        SessionBehaviour,
        FaultBehaviour,
        ScriptBehaviour {
  private static final Duration USUAL = Duration.ofMinutes(10);

  private final ContractSite site = new ContractSite();
  private PortalBrowser browser;
  private EgressPass pass;

  abstract PortalBrowser start(BrowserSettings settings, EgressPass pass);

  @Override
  public final ContractSite site() {
    return site;
  }

  @Override
  public final PortalBrowser browser() {
    if (browser == null) {
      pass = site.proxy().pass();
      browser = start(settings(pass, USUAL, BrowserSettings.Limits.usual()), pass);
    }
    return browser;
  }

  @Override
  @MustBeClosed
  public final PortalBrowser another(Duration deadline, BrowserSettings.Limits limits) {
    EgressPass own = site.proxy().pass();
    return start(settings(own, deadline, limits), own);
  }

  @Override
  public final List<String> refused() {
    return pass.refusals();
  }

  private BrowserSettings settings(
      EgressPass own, Duration deadline, BrowserSettings.Limits limits) {
    return new BrowserSettings(
        "127.0.0.1",
        site.proxy().port(),
        own.user(),
        own.password(),
        site.trust(),
        deadline,
        "de-DE",
        null,
        ZoneId.of("Europe/Berlin"),
        limits);
  }

  @AfterEach
  final void end(TestInfo test) {
    Class<?> about = test.getTestMethod().orElseThrow().getDeclaringClass();
    if (about.equals(SessionBehaviour.class)
        || about.equals(FaultBehaviour.class)
        || !hasOneTab()) {
      endBrowser();
    }
    site.clear();
  }

  private boolean hasOneTab() {
    try {
      return browser != null
          && browser.pages().stream().filter(page -> page.ancestors().isEmpty()).count() == 1;
    } catch (BrowserException late) {
      return false;
    }
  }

  private void endBrowser() {
    if (browser != null) {
      browser.close();
      pass.close();
      browser = null;
    }
  }

  @AfterAll
  final void stop() {
    endBrowser();
    site.close();
  }
}
