// One thing that a recipe names, and how a lab portal loses exactly that.
package de.belegbote.lab;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * What is taken.
 *
 * @param place where the recipe names it, such as {@code sign_in/pages/1/do/0/fill}
 * @param page the page of the sign-in that it belongs to; else the part of {@code invoices}
 * @param what as the recipe writes it
 * @param optional whether the recipe says that it may be missing
 */
record Taking(String place, String page, String what, boolean optional, Taken taken) {
  private static final String GONE = "-taken";

  /**
   * Whether a run cannot tell its absence from there being nothing: rows that a filter leaves out,
   * a next page that is not there, a button for more that need not be. It has to bring something
   * else home, or less.
   */
  boolean isSilent() {
    boolean more = optional && place.contains("/list/do/");
    return more || place.contains("/where") || place.contains("/paging");
  }

  @Override
  public String toString() {
    return place + " " + what;
  }

  /**
   * Elements that are no longer what they were: whatever the selectors tell them by is renamed.
   *
   * @param within the rows they stand in; empty: anywhere
   */
  static Taken elements(List<String> selectors, List<String> within) {
    return Taken.fromMarkup(html -> without(html, selectors, within));
  }

  private static String without(String html, List<String> selectors, List<String> within) {
    Document document = parsed(html);
    for (Element outer : outer(document, within)) {
      for (String css : selectors) {
        if (css.equals(":scope")) {
          outer.getAllElements().forEach(e -> e.textNodes().forEach(text -> text.text("…")));
        } else {
          outer.select(css).stream().filter(e -> !e.equals(outer)).forEach(e -> rename(e, css));
          // By its tag or position alone: nothing to rename, so it goes.
          outer.select(css).stream().filter(e -> !e.equals(outer)).forEach(Element::remove);
        }
      }
    }
    return markup(document, html);
  }

  private static List<Element> outer(Document document, List<String> within) {
    return within.isEmpty()
        ? List.of(document)
        : within.stream().flatMap(css -> document.select(css).stream()).toList();
  }

  // Only what the selector's last part can tell it by, so that others find it as before.
  private static void rename(Element element, String css) {
    for (Attribute attribute : element.attributes().asList()) {
      String key = attribute.getKey();
      String value = attribute.getValue();
      if (key.equals("class")) {
        List.copyOf(element.classNames()).stream()
            .filter(name -> css.contains("." + name))
            .forEach(name -> element.removeClass(name).addClass(name + GONE));
      }
      boolean named = css.contains("[" + key) || (key.equals("id") && css.contains("#" + value));
      if (named) {
        element.attr(key, value + GONE);
      }
    }
  }

  /** An attribute that elements no longer have. */
  static Taken attribute(String name, List<String> of, List<String> within) {
    return Taken.fromMarkup(
        html -> {
          Document document = parsed(html);
          for (Element outer : outer(document, within)) {
            of.stream()
                .flatMap(
                    css ->
                        css.equals(":scope") ? List.of(outer).stream() : outer.select(css).stream())
                .forEach(element -> element.removeAttr(name));
          }
          return markup(document, html);
        });
  }

  /** A cookie that goes by another name. */
  static Taken cookie(String name) {
    return (ask, portal) -> {
      Reply reply = portal.apply(ask);
      String set = reply.headers().getOrDefault("Set-Cookie", "");
      return set.startsWith(name + "=")
          ? reply.with("Set-Cookie", set.replaceFirst("=", GONE + "="))
          : reply;
    };
  }

  /** Fields of answers that are not there any more; a redirect still leads on. */
  static Taken headers(List<String> names) {
    return (ask, portal) -> {
      Reply reply = portal.apply(ask);
      return reply.status() / 100 == 3 ? reply : reply.without(names);
    };
  }

  /** Columns that go by other names. */
  static Taken heads(List<String> words) {
    return Taken.fromMarkup(
        html -> {
          Document document = parsed(html);
          document.select("th, td, [role=columnheader]").stream()
              .filter(cell -> words.contains(cell.text()))
              .forEach(cell -> cell.text("…"));
          return markup(document, html);
        });
  }

  private static Document parsed(String html) {
    Document document = Jsoup.parse(html);
    document.outputSettings().prettyPrint(false);
    return document;
  }

  // Markup inside JSON is a part of a page and stays one.
  private static String markup(Document document, String html) {
    return html.contains("<html") ? document.outerHtml() : document.body().html();
  }

  /** Words that are no longer said. */
  static Taken words(List<String> words) {
    return Taken.fromMarkup(
        html -> {
          String text = html;
          for (String word : words) {
            text =
                Pattern.compile(Pattern.quote(word), Pattern.CASE_INSENSITIVE)
                    .matcher(text)
                    .replaceAll("…");
          }
          return text;
        });
  }

  /** A value of a JSON answer that goes by another name. */
  static Taken json(List<String> paths) {
    return Taken.fromAnswers(
        "application/json",
        text -> {
          Object root = io.vertx.core.json.Json.decodeValue(text);
          paths.forEach(path -> JsonNames.rename(root, path, GONE));
          return io.vertx.core.json.Json.encode(root);
        });
  }

  /**
   * An address that is not there any more.
   *
   * @param query names that its query has
   */
  static Taken address(Pattern address, Set<String> query) {
    return (ask, portal) ->
        address.matcher(ask.address()).matches() && ask.query().keySet().containsAll(query)
            ? Reply.status(404)
            : portal.apply(ask);
  }

  /** An address that leads on to another one, which shows the same. */
  static Taken moved(Pattern address) {
    return (ask, portal) -> {
      String prefix = "/" + "moved" + "-";
      if (ask.path().startsWith(prefix)) {
        byte[] path = HexFormat.of().parseHex(ask.path().substring(prefix.length()));
        return portal.apply(ask.at(new String(path, StandardCharsets.UTF_8)));
      }
      boolean moves = ask.method().equals("GET") && address.matcher(ask.address()).matches();
      // Nothing of the address may be told by a pattern any more.
      String path = HexFormat.of().formatHex(ask.path().getBytes(StandardCharsets.UTF_8));
      return moves ? Reply.redirect(prefix + path) : portal.apply(ask);
    };
  }
}
