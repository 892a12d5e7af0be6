// Which language a page is in.
package de.belegbote.pages;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The language of one answer.
 *
 * @param chosen by the person's own press on the switch; it then stays in the address
 * @param offered tags of the languages to switch between
 */
record PageLanguage(Locale locale, boolean chosen, List<String> offered) {
  /** All the pages are written in, the first is the default. */
  static final List<String> ALL = List.of("de", "en", "fr");

  private static final Map<String, String> NAMES =
      Map.of("de", "Deutsch", "en", "English", "fr", "Français");

  /**
   * The switch ({@code ?lang=}) first, then what the browser prefers, then the given one.
   *
   * @param offered tags out of {@link #ALL}
   * @param otherwise a tag for browsers that prefer none of them
   */
  static PageLanguage of(RoutingContext ctx, List<String> offered, String otherwise) {
    String wish = ctx.queryParams().get("lang");
    if (wish != null && offered.contains(wish)) {
      return new PageLanguage(Locale.forLanguageTag(wish), true, offered);
    }
    for (var accepted : ctx.acceptableLanguages()) {
      if (offered.contains(accepted.tag().toLowerCase(Locale.ROOT))) {
        return new PageLanguage(Locale.forLanguageTag(accepted.tag()), false, offered);
      }
    }
    String last = offered.contains(otherwise) ? otherwise : offered.get(0);
    return new PageLanguage(Locale.forLanguageTag(last), false, offered);
  }

  /** One that was chosen beforehand, until the switch is pressed. */
  static PageLanguage fixed(Locale locale, List<String> offered) {
    return new PageLanguage(locale, false, offered);
  }

  String tag() {
    return locale.getLanguage();
  }

  /** This page's own address relative to itself: the token need not be written for that. */
  String here() {
    return chosen ? "?lang=" + tag() : "?";
  }

  /** The switch, for a template. */
  List<Map<String, Object>> switches() {
    var list = new ArrayList<Map<String, Object>>();
    for (String tag : offered) {
      list.add(
          Map.of(
              "tag", tag,
              "short", tag.toUpperCase(Locale.ROOT),
              "name", NAMES.get(tag),
              "current", tag.equals(tag())));
    }
    return list;
  }
}
