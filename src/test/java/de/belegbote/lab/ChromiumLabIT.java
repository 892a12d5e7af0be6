// Recipes for Chromium, at their lab portals.
package de.belegbote.lab;

import de.belegbote.fetch.browser.Browsers;
import de.belegbote.testing.RequiresTool;

@RequiresTool("playwright")
class ChromiumLabIT extends LabCase {
  ChromiumLabIT() {
    super(Browsers.CHROMIUM);
  }
}
