// Lets HtmlUnit play recipes that print: what it prints is the words of the page and no picture.
package de.belegbote.lab;

import de.belegbote.fetch.browser.PortalBrowser;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** Passes everything on but the printing; only for runs that look at what is missing. */
final class Printer {
  private Printer() {}

  /** The browser with a printer. */
  static PortalBrowser beside(PortalBrowser browser) {
    Supplier<Object> pages = () -> browser.pages().stream().map(Printer::page).toList();
    return proxy(PortalBrowser.class, browser, "pages", pages);
  }

  private static PortalBrowser.Page page(PortalBrowser.Page page) {
    return proxy(
        PortalBrowser.Page.class, page, "print", () -> Buffer.buffer("%PDF-1.7\n" + page.text()));
  }

  private static <T> T proxy(Class<T> type, T real, String method, Supplier<Object> instead) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              if (called.getName().equals(method)) {
                return instead.get();
              }
              try {
                return called.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }
}
