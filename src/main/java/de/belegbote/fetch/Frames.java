// Which document stands in an iframe.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.Selector;
import java.util.List;
import java.util.stream.Stream;

/** Leads from an iframe to its document, which the browser's port does not tell by itself. */
final class Frames {
  private Frames() {}

  /**
   * Documents of the visible iframes that a selector finds.
   *
   * @param outer the document the iframes stand in
   * @param tab all documents of its tab
   */
  static Stream<PortalBrowser.Page> in(
      PortalBrowser.Page outer, Selector iframe, List<PortalBrowser.Page> tab) {
    List<PortalBrowser.Page> inner = tab.stream().filter(d -> standsIn(d, outer)).toList();
    if (inner.isEmpty()) {
      return Stream.empty();
    }
    return iframe.alternatives().stream()
        .flatMap(css -> outer.find(css).stream())
        .filter(Element::visible)
        .flatMap(element -> of(element, outer, inner));
  }

  private static boolean standsIn(PortalBrowser.Page document, PortalBrowser.Page outer) {
    var ancestors = document.ancestors();
    return !ancestors.isEmpty() && Look.same(ancestors.get(ancestors.size() - 1), outer);
  }

  // By the address the iframe names; one that went elsewhere since is known when it is alone.
  private static Stream<PortalBrowser.Page> of(
      Element iframe, PortalBrowser.Page outer, List<PortalBrowser.Page> inner) {
    String address =
        Places.absolute(outer.url(), iframe.attribute("src").orElse(""))
            .map(Frames::bare)
            .orElse("");
    var named = inner.stream().filter(d -> bare(d.url()).equals(address)).toList();
    if (!named.isEmpty()) {
      return named.stream().limit(1);
    }
    return inner.size() == 1 ? inner.stream() : Stream.empty();
  }

  private static String bare(String url) {
    return url.split("#", 2)[0];
  }
}
