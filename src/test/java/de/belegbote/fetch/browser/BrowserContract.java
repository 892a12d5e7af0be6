// What every engine behind the port has to do; the behaviours stand in the interfaces that extend
// it.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.fetch.browser.PortalBrowser.Page;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.function.Executable;

/** A browser for each test, at a site that the class shares. */
interface BrowserContract {
  Buffer PDF = Buffer.buffer("%PDF-1.4\n% ä\n").appendBytes(new byte[] {0, -1, 10, 13, 10});

  /** The test's browser, opened when it is first asked for. */
  PortalBrowser browser();

  /** One more, with a profile of its own; the caller closes it. */
  PortalBrowser another(Duration deadline, BrowserSettings.Limits limits);

  ContractSite site();

  /** Whether {@code find} sees what stands in open shadow roots. */
  boolean seesShadowRoots();

  default void open(String path) {
    browser().open("https://" + ContractSite.SHOP + path);
  }

  /** Shows HTML at {@code /} of the shop. */
  default void show(String html) {
    site().page("/", html);
    open("/");
  }

  /** The tab's own document of the newest tab. */
  default Page top() {
    return browser().pages().get(0);
  }

  /** The first match in the newest tab's own document. */
  default Element the(String css) {
    List<Element> found = top().find(css);
    if (found.isEmpty()) {
      throw new AssertionError("no " + css + " at " + top().url());
    }
    return found.get(0);
  }

  /** Whether the newest tab's own document has one, while pages come and go. */
  default boolean has(String css) {
    return !top().find(css).isEmpty();
  }

  /** Lets the page go on until it is so, ten seconds at most. */
  default void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited in vain until " + what + "; at " + top().url());
      }
      browser().idle(Duration.ofMillis(30));
    }
  }

  /** Waits for the file that the last click brings. */
  default Answer download() {
    until("a file came", () -> browser().download().isPresent());
    return browser().download().orElseThrow();
  }

  /** It ends with that kind of fault, which is given back. */
  @CanIgnoreReturnValue
  static BrowserException fails(Kind kind, Executable work) {
    BrowserException fault = assertThrows(BrowserException.class, work);
    assertEquals(kind, fault.kind(), fault.getMessage());
    return fault;
  }

  static <T> List<T> each(List<Element> elements, java.util.function.Function<Element, T> of) {
    return elements.stream().map(of).toList();
  }
}
