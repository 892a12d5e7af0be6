// A page of the browser as values are read from it.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.JsonPath;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The whole document, as it stands when it is asked. */
record PageRow(PortalBrowser.Page page, PortalBrowser browser) implements Row {
  @Override
  public Optional<String> text(Selector css) {
    return css.equals(Selector.ROW)
        ? Optional.of(page.text())
        : found(css).findFirst().map(Element::text);
  }

  @Override
  public Optional<String> attribute(Selector css, String name) {
    return found(css).findFirst().flatMap(element -> element.attribute(name));
  }

  private Stream<Element> found(Selector css) {
    return css.alternatives().stream().flatMap(one -> page.find(one).stream());
  }

  @Override
  public Optional<String> column(List<String> words) {
    return Optional.empty();
  }

  @Override
  public Optional<Object> json(JsonPath path) {
    return JsonPath.parse(page.text()).flatMap(path::first);
  }

  @Override
  public Optional<String> cookie(String name) {
    return browser.cookie(page.url(), name);
  }

  @Override
  public Optional<String> header(String name) {
    return page.header(name);
  }

  @Override
  public Optional<String> variable(String name) {
    return page.variable(name);
  }

  @Override
  public Optional<String> body() {
    return Optional.of(page.source());
  }

  @Override
  public int status() {
    return page.status();
  }

  @Override
  public String print() {
    return page.url();
  }

  @Override
  public String url() {
    return page.url();
  }
}
