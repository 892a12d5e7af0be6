// What can be seen of a recipe's pages right now.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.Condition;
import de.belegbote.portals.recipe.Credential;
import de.belegbote.portals.recipe.Frame;
import de.belegbote.portals.recipe.Page;
import de.belegbote.portals.recipe.Step;
import de.belegbote.portals.recipe.Target;
import de.belegbote.portals.recipe.Words;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One look after the other at all documents (recipes.md section 1, rule 1). What it tells is as of
 * the last {@link #refresh}; elements are asked live.
 */
final class Look {
  private static final Duration HOLDS = Duration.ofMillis(500);
  private static final Duration GOAL_HOLDS = Duration.ofSeconds(1);
  // Authenticators show 6 to 8 digits (RFC 6238, key URI format).
  private static final int LEAST_BOXES = 6;
  private static final int MOST_BOXES = 8;

  private final PortalBrowser browser;
  private final Map<String, String> values;
  private final Set<String> given;
  private final Set<Credential> sent;
  private List<PortalBrowser.Page> shown = List.of();

  /**
   * @param values of the recipe's settings
   * @param given names of the settings that the customer gave
   * @param sent what was sent so far; read at each look
   */
  Look(PortalBrowser browser, Map<String, String> values, Set<String> given, Set<Credential> sent) {
    this.browser = browser;
    this.values = values;
    this.given = given;
    this.sent = sent;
  }

  /**
   * A page that matches.
   *
   * @param document the page's
   * @param matched the document that its condition was found in
   * @param text of the matched element; empty when only address or words of the document decide
   * @param holds for how long it must match without a break
   */
  record Seen(
      PortalBrowser.Page document, PortalBrowser.Page matched, String text, Duration holds) {
    /** Whether it is the same screen: neither its document nor the element's text changed. */
    boolean same(Seen other) {
      return Look.same(matched, other.matched) && text.equals(other.text);
    }
  }

  void refresh() {
    shown = browser.pages();
  }

  /** The tab's own document of the newest tab; empty before anything was opened. */
  Optional<PortalBrowser.Page> newest() {
    return shown.stream().filter(Look::isTop).findFirst();
  }

  /** Those pages that match now, by name. */
  Map<String, Seen> all(List<Page> pages) {
    var seen = new LinkedHashMap<String, Seen>();
    pages.forEach(page -> match(page).ifPresent(found -> seen.put(page.name(), found)));
    return seen;
  }

  /** Where a page matches now: its {@code when} holds and its targets are there. */
  Optional<Seen> match(Page page) {
    return documents(page).flatMap(document -> match(page, document).stream()).findFirst();
  }

  private Optional<Seen> match(Page page, PortalBrowser.Page document) {
    Duration usual = page.name().equals(PageOrder.GOAL) ? GOAL_HOLDS : HOLDS;
    Optional<Seen> held = holds(page.when(), document, usual);
    if (held.isEmpty()) {
      return held;
    }
    Optional<Element> first = Optional.empty();
    for (int i = 0; i < page.steps().size(); i++) {
      Step step = page.steps().get(i);
      boolean needed = step.target().filter(target -> !target.optional()).isPresent();
      if (needed && (i == 0 || step instanceof Step.Fill)) {
        List<Element> found = on(step, document);
        if (found.isEmpty()) {
          return Optional.empty();
        }
        first = first.or(() -> Optional.of(found.get(0)));
      }
    }
    if (!held.get().text().isEmpty() || first.isEmpty()) {
      return held;
    }
    Element element = first.get();
    return Optional.of(new Seen(document, element.page(), element.text(), held.get().holds()));
  }

  /**
   * What a step acts on, in a page's documents: one element, or the boxes of a code; empty when
   * there is none yet.
   *
   * @param first the document to prefer as long as it is shown
   */
  List<Element> on(Page page, Step step, PortalBrowser.Page first) {
    return Stream.concat(documents(page).filter(d -> same(d, first)), documents(page))
        .map(document -> on(step, document))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The same in one document. */
  List<Element> on(Step step, PortalBrowser.Page document) {
    Target target = step.target().orElseThrow();
    var documents = target.in().map(frame -> frames(frame, document)).orElse(List.of(document));
    for (PortalBrowser.Page each : documents) {
      for (String css : target.css().alternatives()) {
        List<Element> found = matches(css, target, each, !(step instanceof Step.Set));
        if (!found.isEmpty()) {
          return step instanceof Step.Fill fill ? fields(fill.with(), found) : found.subList(0, 1);
        }
      }
    }
    return List.of();
  }

  private static List<Element> matches(
      String css, Target target, PortalBrowser.Page document, boolean visible) {
    return document.find(css).stream()
        .filter(element -> !visible || element.visible())
        .filter(element -> isNamed(element, target))
        .toList();
  }

  private static boolean isNamed(Element element, Target target) {
    return target.labels().isEmpty() || Words.equalsOne(element.label(), target.labels());
  }

  /** The first visible match inside a row. */
  static Optional<Element> within(Element row, Target target) {
    return target.css().alternatives().stream()
        .flatMap(css -> css.equals(":scope") ? Stream.of(row) : row.find(css).stream())
        .filter(Element::visible)
        .filter(element -> isNamed(element, target))
        .findFirst();
  }

  /** Whether a document still is in a tab or frame, as of the last refresh. */
  boolean isShown(PortalBrowser.Page document) {
    return shown.stream().anyMatch(each -> same(each, document));
  }

  /** Documents of a frame in any tab, or the tabs' own, newest first. */
  List<PortalBrowser.Page> documents(Optional<Frame> in) {
    return in.isEmpty()
        ? tops()
        : tops().stream().flatMap(top -> frames(in.get(), top).stream()).toList();
  }

  /** The tabs' own documents, newest first. */
  List<PortalBrowser.Page> tops() {
    return shown.stream().filter(Look::isTop).toList();
  }

  // A credential goes into exactly one input, a code also into a box for each digit.
  private static List<Element> fields(Credential with, List<Element> found) {
    boolean inputs = found.stream().allMatch(element -> element.tag().equals("input"));
    boolean typed = with != Credential.PASSWORD || found.stream().allMatch(Look::isPassword);
    boolean boxes =
        (with == Credential.CODE || with == Credential.ANSWER)
            && found.size() >= LEAST_BOXES
            && found.size() <= MOST_BOXES;
    return inputs && typed && (found.size() == 1 || boxes) ? found : List.of();
  }

  private static boolean isPassword(Element element) {
    return element.attribute("type").filter("password"::equalsIgnoreCase).isPresent();
  }

  private Stream<PortalBrowser.Page> documents(Page page) {
    return documents(page.in()).stream();
  }

  /** The clause that holds and needs the least time to be believed. */
  private Optional<Seen> holds(Condition condition, PortalBrowser.Page document, Duration usual) {
    return condition.clauses().stream()
        .flatMap(clause -> holds(clause, document, usual).stream())
        .min(Comparator.comparing(Seen::holds));
  }

  private Optional<Seen> holds(
      Condition.Clause clause, PortalBrowser.Page document, Duration usual) {
    boolean possible =
        clause.sent().map(sent::contains).orElse(true)
            && clause.setting().map(given::contains).orElse(true);
    if (!possible) {
      return Optional.empty();
    }
    var documents = clause.in().map(frame -> frames(frame, document)).orElse(List.of(document));
    return documents.stream()
        .filter(d -> isAt(clause, d))
        .filter(d -> clause.not().map(not -> holds(not, d, usual).isEmpty()).orElse(true))
        .flatMap(d -> text(clause, d).map(t -> seen(clause, document, d, t, usual)).stream())
        .findFirst();
  }

  private static Seen seen(
      Condition.Clause clause,
      PortalBrowser.Page document,
      PortalBrowser.Page matched,
      String text,
      Duration usual) {
    return new Seen(document, matched, text, clause.holds().orElse(usual));
  }

  private boolean isAt(Condition.Clause clause, PortalBrowser.Page document) {
    return clause.url().isEmpty()
        || clause.url().stream().anyMatch(pattern -> pattern.matches(document.url(), values));
  }

  // Empty when elements or words are missing; an empty text when no element is named.
  private static Optional<String> text(Condition.Clause clause, PortalBrowser.Page document) {
    if (clause.visible().isEmpty() && clause.present().isEmpty()) {
      boolean said = clause.text().isEmpty() || Words.contains(document.text(), clause.text());
      return said ? Optional.of("") : Optional.empty();
    }
    var visible = clause.visible().flatMap(s -> said(s.alternatives(), clause, document, true));
    var present = clause.present().flatMap(s -> said(s.alternatives(), clause, document, false));
    boolean both =
        visible.isPresent() == clause.visible().isPresent()
            && present.isPresent() == clause.present().isPresent();
    return both ? visible.or(() -> present) : Optional.empty();
  }

  private static Optional<String> said(
      List<String> selectors, Condition.Clause clause, PortalBrowser.Page document, boolean seen) {
    return selectors.stream()
        .flatMap(css -> document.find(css).stream())
        .filter(element -> !seen || element.visible())
        .map(Element::text)
        .filter(text -> clause.text().isEmpty() || Words.contains(text, clause.text()))
        .findFirst();
  }

  /** Documents of a frame in the tab that a document belongs to. */
  private List<PortalBrowser.Page> frames(Frame frame, PortalBrowser.Page document) {
    PortalBrowser.Page top = top(document);
    List<PortalBrowser.Page> tab = shown.stream().filter(d -> same(top(d), top)).toList();
    if (frame instanceof Frame.Url url) {
      return tab.stream().filter(d -> !isTop(d) && url.pattern().matches(d.url(), values)).toList();
    }
    if (frame instanceof Frame.Css css) {
      return tab.stream().flatMap(outer -> Frames.in(outer, css.iframe(), tab)).toList();
    }
    return List.of(top);
  }

  private static boolean isTop(PortalBrowser.Page document) {
    return document.ancestors().isEmpty();
  }

  private static PortalBrowser.Page top(PortalBrowser.Page document) {
    return isTop(document) ? document : document.ancestors().get(0);
  }

  static boolean same(PortalBrowser.Page one, PortalBrowser.Page other) {
    return one.identity().equals(other.identity());
  }
}
