// Recipes for HtmlUnit, at their lab portals.
package de.belegbote.lab;

import de.belegbote.fetch.browser.Browsers;

class LabIT extends LabCase {
  LabIT() {
    super(Browsers.HTMLUNIT);
  }
}
