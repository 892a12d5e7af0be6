// Judges by attributes and styles whether a person could see an element; HtmlUnit draws nothing.
package de.belegbote.fetch.browser;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.htmlunit.css.ComputedCssStyleDeclaration;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.FrameWindow;
import org.htmlunit.html.HtmlHiddenInput;

/**
 * The rules of recipes.md section 1 as far as they can be told without geometry: display,
 * visibility, opacity, {@code hidden}, {@code aria-hidden}, boxes of 1 px or less, clipping, places
 * off the screen, boxes with nothing in them; for the element, what it stands in, and the frames
 * around.
 */
final class Visibility {
  private static final int FAR_OFF = -1000;
  private static final Pattern NUMBER = Pattern.compile("(-?[0-9.]+)(px|em|rem|vw|vh|%)?");
  private static final Pattern CLIP_PATH =
      Pattern.compile("inset\\((?:50|[6-9]\\d|100)%.*|circle\\(0.*");
  private static final Pattern SCALED_AWAY = Pattern.compile(".*scale[XY]?\\(0\\s*[,)].*");
  private static final Pattern MOVED =
      Pattern.compile("translate(?:X|Y|3d)?\\(\\s*([^,)]+)(?:,\\s*([^,)]+))?");

  /** Have a box of their own, whatever is in them. */
  private static final Set<String> BOXES =
      Set.of(
          "input",
          "select",
          "textarea",
          "button",
          "img",
          "svg",
          "iframe",
          "frame",
          "canvas",
          "video",
          "audio",
          "object",
          "embed",
          "hr",
          "meter",
          "progress",
          "option",
          "body",
          "html");

  /** Are often drawn by a style alone, such as an icon. */
  private static final Set<String> DRAWN = Set.of("a", "i", "label", "summary");

  private Visibility() {}

  static boolean visible(DomElement element) {
    DomElement inner = element;
    while (inner.isAttachedToPage() && shown(inner)) {
      if (!(inner.getPage().getEnclosingWindow() instanceof FrameWindow frame)) {
        return !empty(element);
      }
      inner = frame.getFrameElement();
    }
    return false;
  }

  private static boolean shown(DomElement element) {
    if (element instanceof HtmlHiddenInput || !element.isDisplayed()) {
      return false;
    }
    for (DomNode node = element; node instanceof DomElement part; node = node.getParentNode()) {
      if (hides(part, part.equals(element))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hides(DomElement part, boolean itself) {
    if (part.getAttribute("aria-hidden").strip().equalsIgnoreCase("true")) {
      return true;
    }
    ComputedCssStyleDeclaration style = style(part);
    boolean positioned = Set.of("absolute", "fixed").contains(value(style, "position"));
    return pixels(value(style, "opacity")).filter(opacity -> opacity <= 0).isPresent()
        || ((itself || cutsOff(style)) && tiny(part, style))
        || (positioned && (farOff(style, "left", "top", "right", "bottom") || clipped(style)))
        || farOff(style, "margin-left", "margin-top")
        || CLIP_PATH.matcher(value(style, "clip-path")).matches()
        || transformedAway(value(style, "transform"));
  }

  private static boolean cutsOff(ComputedCssStyleDeclaration style) {
    return Set.of("hidden", "clip", "scroll", "auto").contains(value(style, "overflow"));
  }

  private static boolean tiny(DomElement part, ComputedCssStyleDeclaration style) {
    return atMostOne(part, style, "width") || atMostOne(part, style, "height");
  }

  private static boolean atMostOne(
      DomElement part, ComputedCssStyleDeclaration style, String side) {
    String size = value(style, side);
    if (size.isEmpty() && Set.of("img", "iframe", "input").contains(part.getLocalName())) {
      size = part.getAttribute(side).strip();
    }
    boolean small = pixels(size).filter(pixels -> pixels <= 1).isPresent();
    boolean stretched = pixels(value(style, "min-" + side)).filter(px -> px > 1).isPresent();
    return small && !stretched && !padded(style);
  }

  private static boolean padded(ComputedCssStyleDeclaration style) {
    return Set.of("padding", "padding-top", "padding-left", "padding-bottom", "padding-right")
        .stream()
        .flatMap(name -> pixels(value(style, name)).stream())
        .anyMatch(pixels -> pixels > 0.5);
  }

  private static boolean farOff(ComputedCssStyleDeclaration style, String... sides) {
    for (String side : sides) {
      if (pixels(value(style, side)).filter(pixels -> pixels <= FAR_OFF).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The old way to hide text from all but screen readers: rect(0 0 0 0), rect(1px,1px,1px,1px). */
  private static boolean clipped(ComputedCssStyleDeclaration style) {
    String clip = value(style, "clip");
    if (!clip.startsWith("rect(")) {
      return false;
    }
    String[] sides = clip.substring(5).replace(")", "").strip().split("[,\\s]+", -1);
    if (sides.length != 4) {
      return false;
    }
    double height = pixels(sides[2]).orElse(1e6) - pixels(sides[0]).orElse(0.0);
    double width = pixels(sides[1]).orElse(1e6) - pixels(sides[3]).orElse(0.0);
    return height <= 1 || width <= 1;
  }

  private static boolean transformedAway(String transform) {
    if (SCALED_AWAY.matcher(transform).matches()) {
      return true;
    }
    Matcher moved = MOVED.matcher(transform);
    return moved.find() && (far(moved.group(1)) || (moved.group(2) != null && far(moved.group(2))));
  }

  private static boolean far(String distance) {
    return !distance.endsWith("%") && pixels(distance).filter(px -> px <= FAR_OFF).isPresent();
  }

  /** A box with no words, no control and no size of its own is no box above 1 px. */
  private static boolean empty(DomElement element) {
    if (hasBox(element) || element.getVisibleText().chars().anyMatch(Visibility::isInk)) {
      return false;
    }
    for (DomElement inner : element.getDomElementDescendants()) {
      if (hasBox(inner) && inner.isDisplayed()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInk(int character) {
    return !Character.isWhitespace(character) && character != 0xa0 && character != 0x200b;
  }

  private static boolean hasBox(DomElement element) {
    String tag = element.getLocalName().toLowerCase(Locale.ROOT);
    if (BOXES.contains(tag) || DRAWN.contains(tag)) {
      return true;
    }
    ComputedCssStyleDeclaration style = style(element);
    return padded(style)
        || pixels(value(style, "height")).filter(px -> px > 1).isPresent()
        || pixels(value(style, "min-height")).filter(px -> px > 1).isPresent()
        || value(style, "background-image").contains("url");
  }

  private static ComputedCssStyleDeclaration style(DomElement element) {
    return element.getPage().getEnclosingWindow().getComputedStyle(element, null);
  }

  private static String value(ComputedCssStyleDeclaration style, String property) {
    return style.getStyleAttribute(property).strip().toLowerCase(Locale.ROOT);
  }

  /** Lengths in px, roughly: relative units are taken for a common screen; empty if it is none. */
  private static Optional<Double> pixels(String length) {
    Matcher parts = NUMBER.matcher(length.strip());
    if (!parts.lookingAt()) {
      return Optional.empty();
    }
    double factor =
        switch (Objects.requireNonNullElse(parts.group(2), "")) {
          case "em", "rem" -> 16;
          case "vw", "vh", "%" -> 10;
          default -> 1;
        };
    return Optional.of(Double.parseDouble(parts.group(1)) * factor);
  }
}
