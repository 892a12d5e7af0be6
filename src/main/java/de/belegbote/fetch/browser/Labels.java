// What a control is called to a person who hears the page.
package de.belegbote.fetch.browser;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButtonInput;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlLabel;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlResetInput;
import org.htmlunit.html.HtmlSubmitInput;

/**
 * A short reading of "Accessible Name and Description Computation 1.2", first that is not empty.
 */
final class Labels {
  private Labels() {}

  static String label(DomElement element) {
    return Stream.<java.util.function.Function<DomElement, String>>of(
            Labels::labelledBy,
            part -> part.getAttribute("aria-label"),
            Labels::ownLabel,
            part -> part.getAttribute("alt"),
            Labels::buttonText,
            DomElement::getVisibleText,
            Labels::picture,
            part -> part.getAttribute("title"),
            part -> part.getAttribute("placeholder"))
        .map(name -> name.apply(element).strip())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String labelledBy(DomElement element) {
    if (!(element.getPage() instanceof HtmlPage page)) {
      return "";
    }
    return Arrays.stream(element.getAttribute("aria-labelledby").split("\\s+", -1))
        .map(id -> id.isEmpty() ? null : page.getElementById(id))
        .filter(found -> found != null)
        .map(found -> found.getTextContent().strip())
        .collect(Collectors.joining(" "));
  }

  private static String ownLabel(DomElement element) {
    if (!(element instanceof HtmlElement) || !(element.getPage() instanceof HtmlPage page)) {
      return "";
    }
    return page.getElementsByTagName("label").stream()
        .map(HtmlLabel.class::cast)
        .filter(label -> element.equals(label.getLabeledElement()))
        .map(HtmlLabel::getVisibleText)
        .findFirst()
        .orElse("");
  }

  private static String buttonText(DomElement element) {
    boolean button =
        element instanceof HtmlSubmitInput
            || element instanceof HtmlButtonInput
            || element instanceof HtmlResetInput;
    return button ? ((HtmlInput) element).getValue() : "";
  }

  private static String picture(DomElement element) {
    return element.getElementsByTagName("img").stream()
        .map(picture -> picture.getAttribute("alt"))
        .filter(alt -> !alt.isBlank())
        .findFirst()
        .orElse("");
  }
}
