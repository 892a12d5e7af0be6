// What a person could see, as far as attributes and styles tell.
package de.belegbote.fetch.browser;

import java.util.Locale;
import java.util.regex.Pattern;
import org.htmlunit.WebWindow;
import org.htmlunit.css.ComputedCssStyleDeclaration;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlElement;

/**
 * An element is hidden by type, display, visibility, opacity 0, clipping, a size of one pixel or
 * less, a place off the screen, or by standing under {@code aria-hidden=true} (recipes.md, section
 * 1). Only what styles say outright is known here: there is no layout.
 */
final class HtmlUnitVisibility {
  private static final Pattern PIXELS = Pattern.compile("(-?\\d+(?:\\.\\d+)?)px");
  // Further left or up than this is a way of hiding, not of placing.
  private static final double OFF_SCREEN = -900;

  private HtmlUnitVisibility() {}

  static boolean visible(HtmlElement element) {
    if (element.getAttribute("type").equalsIgnoreCase("hidden") || !element.isDisplayed()) {
      return false;
    }
    WebWindow window = element.getPage().getEnclosingWindow();
    for (DomNode node = element; node != null; node = node.getParentNode()) {
      if (node instanceof DomElement each && hides(window.getComputedStyle(each, null), each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hides(ComputedCssStyleDeclaration style, DomElement element) {
    if (element.getAttribute("aria-hidden").equalsIgnoreCase("true")) {
      return true;
    }
    String opacity = style.getOpacity();
    boolean transparent = opacity.matches("0(\\.0+)?%?");
    boolean placed = style.getStyleAttribute("position").matches("absolute|fixed");
    boolean away =
        placed
            && (pixels(style.getStyleAttribute("left")) < OFF_SCREEN
                || pixels(style.getStyleAttribute("top")) < OFF_SCREEN);
    String clip =
        (style.getStyleAttribute("clip") + " " + style.getStyleAttribute("clip-path"))
            .toLowerCase(Locale.ROOT);
    boolean clipped =
        clip.matches(
                "(?s).*rect\\(\\s*(0|1)(px)?[ ,]+(0|1)(px)?[ ,]+(0|1)(px)?[ ,]+(0|1)(px)?\\s*\\).*")
            || clip.matches("(?s).*inset\\(\\s*(50|100)%.*");
    return transparent || away || clipped || tiny(style, element);
  }

  // Sizes that a style states itself; a computed width without a layout says nothing.
  private static boolean tiny(ComputedCssStyleDeclaration style, DomElement element) {
    String own = element.getAttribute("style").toLowerCase(Locale.ROOT);
    boolean inline = own.matches("(?s).*(?<![-a-z])(width|height)\\s*:\\s*(0|1px|0px).*");
    boolean cut = style.getStyleAttribute("overflow").equals("hidden");
    double width = pixels(style.getStyleAttribute("width"));
    double height = pixels(style.getStyleAttribute("height"));
    return inline || (cut && (Math.abs(width) <= 1 || Math.abs(height) <= 1));
  }

  // NaN where the value is no number of pixels; every comparison with it is false.
  private static double pixels(String value) {
    var number = PIXELS.matcher(value);
    return number.matches() ? Double.parseDouble(number.group(1)) : Double.NaN;
  }
}
