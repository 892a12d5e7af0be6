// Chromium keeps the contract of the port.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.testing.RequiresTool;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

@RequiresTool("playwright")
class ChromiumContractIT extends EngineContract {
  @Override
  PortalBrowser start(BrowserSettings settings, EgressPass pass) {
    return new ChromiumBrowser(InstalledChromium.program(), settings, pass);
  }

  @Test
  void printsWhatAPersonWouldWithoutWhatIsHidden() throws IOException {
    show("<p>Rechnung 7</p><nav class=menu>Menu</nav>");
    byte[] pdf = top().print(List.of("nav.menu")).getBytes();
    try (var read = Loader.loadPDF(pdf)) {
      assertEquals("Rechnung 7", new PDFTextStripper().getText(read).strip());
    }
  }

  @Override
  public boolean seesShadowRoots() {
    return true;
  }
}
