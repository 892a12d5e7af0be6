// An answer as values are read from it.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.StillPages;
import de.belegbote.portals.recipe.JsonPath;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Its text is JSON or markup, whichever is asked for; parsed once and only then. */
final class AnswerRow implements Row {
  private final Answer answer;
  private final PortalBrowser browser;
  private final Supplier<StillPages> pages;
  private Optional<Object> root;
  private StillPages.Node markup;

  /**
   * @param pages parses markup
   */
  AnswerRow(Answer answer, PortalBrowser browser, Supplier<StillPages> pages) {
    this.answer = answer;
    this.browser = browser;
    this.pages = pages;
  }

  Answer answer() {
    return answer;
  }

  /** The JSON it is; empty when it is none. */
  Optional<Object> root() {
    if (root == null) {
      root = Requests.isHtml(answer) ? Optional.empty() : JsonPath.parse(answer.body().toString());
    }
    return root;
  }

  /** The document it is. */
  StillPages.Node markup() {
    if (markup == null) {
      markup = pages.get().parse(answer.body().toString());
    }
    return markup;
  }

  @Override
  public Optional<String> text(Selector css) {
    return StillRow.first(markup(), css).map(StillPages.Node::text);
  }

  @Override
  public Optional<String> attribute(Selector css, String name) {
    return StillRow.first(markup(), css).flatMap(node -> node.attribute(name));
  }

  @Override
  public Optional<String> column(List<String> words) {
    return Optional.empty();
  }

  @Override
  public Optional<Object> json(JsonPath path) {
    return root().flatMap(path::first);
  }

  @Override
  public Optional<String> cookie(String name) {
    return browser.cookie(answer.url(), name);
  }

  @Override
  public Optional<String> header(String name) {
    return answer.header(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Optional<String> body() {
    return Optional.of(answer.body().toString());
  }

  @Override
  public int status() {
    return answer.status();
  }

  @Override
  public String print() {
    return answer.body().toString();
  }

  @Override
  public String url() {
    return answer.url();
  }
}
