// HtmlUnit keeps the contract of the port.
package de.belegbote.fetch.browser;

class HtmlUnitContractIT extends EngineContract {
  @Override
  PortalBrowser start(BrowserSettings settings, EgressPass pass) {
    return new HtmlUnitBrowser(settings);
  }

  // There is no attachShadow in HtmlUnit.
  @Override
  public boolean seesShadowRoots() {
    return false;
  }
}
