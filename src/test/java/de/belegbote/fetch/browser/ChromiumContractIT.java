// Chromium keeps the contract of the port.
package de.belegbote.fetch.browser;

import de.belegbote.testing.RequiresTool;

@RequiresTool("playwright")
class ChromiumContractIT extends EngineContract {
  @Override
  PortalBrowser start(BrowserSettings settings, EgressPass pass) {
    return new ChromiumBrowser(InstalledChromium.program(), settings, pass);
  }

  @Override
  public boolean seesShadowRoots() {
    return true;
  }
}
