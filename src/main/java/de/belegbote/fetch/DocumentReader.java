// Gets the bytes of a row's document.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.Invoices.Document;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Step;
import de.belegbote.portals.recipe.Target;
import de.belegbote.portals.recipe.TemplateException;
import de.belegbote.portals.recipe.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** By a request, or by a click that brings a download, a new tab, or an address. */
final class DocumentReader {
  private static final Duration TARGET = Duration.ofSeconds(10);
  private static final Duration BROUGHT = Duration.ofSeconds(30);

  private final PortalBrowser browser;
  private final RunClock clock;
  private final Requests requests;
  private final Document document;
  private final String place;

  DocumentReader(
      PortalBrowser browser, RunClock clock, Requests requests, Document document, String place) {
    this.browser = browser;
    this.clock = clock;
    this.requests = requests;
    this.document = document;
    this.place = place;
  }

  /**
   * The answer that holds the bytes, whatever they are.
   *
   * @param rows where the row can be found again; needed for a click
   * @throws RowFailed when it does not come
   */
  Answer get(Row row, ReadRow read, RowSource rows) {
    if (document instanceof Document.Written written) {
      return requests.document(
          address(() -> written.address().address(read.values())), true, place);
    }
    if (document instanceof Document.Named named) {
      String address = named(named.address(), row, read);
      boolean ours = Places.host(address).equals(Places.host(row.url()));
      return requests.document(address, ours, place);
    }
    try {
      return click((ElementRow) row, (ElementRows) rows, ((Document.Click) document).on());
    } catch (BrowserException fault) {
      throw Requests.failed(fault);
    }
  }

  private static String named(Value value, Row row, ReadRow read) {
    String found =
        value
            .read(row, read.values())
            .map(Value.Found::text)
            .orElseThrow(() -> RowFailed.changed("the row names no document"));
    return Places.absolute(row.url(), found)
        .orElseThrow(() -> RowFailed.changed("the row names no address of a document"));
  }

  // What the row's texts make of an address is the row's fault, a missing setting is not.
  private static String address(Supplier<String> filled) {
    try {
      return filled.get();
    } catch (TemplateException broken) {
      if (broken.name().startsWith("row.")) {
        throw new RowFailed("address: " + broken.getMessage());
      }
      throw broken;
    } catch (IllegalArgumentException broken) {
      throw new RowFailed("the row's texts make no address");
    }
  }

  private Answer click(ElementRow row, ElementRows rows, Target on) {
    rows.loop().overlays().close();
    Element control = await(row, rows, on);
    List<PortalBrowser.Page> before = tops(rows);
    control.click();
    Instant until = clock.now().plus(BROUGHT);
    while (clock.now().isBefore(until)) {
      Optional<Answer> file = browser.download();
      if (file.isPresent()) {
        return file.get();
      }
      Optional<String> tab = newTab(before, tops(rows));
      if (tab.isPresent() && !browser.busy()) {
        return requests.document(
            tab.get(), Places.host(tab.get()).equals(Places.host(row.url())), place);
      }
      clock.pause(RunClock.LOOK);
    }
    throw new RowFailed("the click brought no document");
  }

  private Element await(ElementRow row, ElementRows rows, Target on) {
    Instant until = clock.now().plus(TARGET);
    while (true) {
      Optional<Element> found = control(rows.shown(row), rows, on);
      if (found.isPresent()) {
        return found.get();
      }
      if (!clock.now().isBefore(until)) {
        throw RowFailed.changed(on + " did not come");
      }
      clock.pause(RunClock.LOOK);
    }
  }

  private static Optional<Element> control(Element row, ElementRows rows, Target on) {
    return on.in().isEmpty()
        ? Look.within(row, on)
        : rows.loop().look().on(new Step.Click(on, false), row.page()).stream().findFirst();
  }

  private static List<PortalBrowser.Page> tops(ElementRows rows) {
    rows.loop().look().refresh();
    return rows.loop().look().tops();
  }

  // A tab more than before: what it shows, unless it is still empty.
  private static Optional<String> newTab(
      List<PortalBrowser.Page> before, List<PortalBrowser.Page> now) {
    return now.size() <= before.size()
        ? Optional.empty()
        : Optional.of(now.get(0).url()).filter(url -> url.startsWith("https:"));
  }
}
