// An element of a scripted portal.
package de.belegbote.fetch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.platform.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Built by a chain of calls; found by its name only. */
final class Box implements Element {
  private final String css;
  private final String tag;
  private final Map<String, String> attributes = new HashMap<>();
  private final List<Box> inner = new ArrayList<>();
  private PortalBrowser.Page page;
  private String text = "";
  private String value = "";
  private String action;
  private boolean visible = true;
  private Runnable clicked = () -> {};

  private Box(String css, String tag) {
    this.css = css;
    this.tag = tag;
  }

  static Box of(String css) {
    return new Box(css, "div");
  }

  static Box input(String css) {
    return new Box(css, "input").with("type", "text");
  }

  static Box password(String css) {
    return new Box(css, "input").with("type", "password");
  }

  static Box button(String css, Runnable clicked) {
    Box box = new Box(css, "button");
    box.clicked = clicked;
    return box;
  }

  @CanIgnoreReturnValue
  Box with(String attribute, String value) {
    attributes.put(attribute, value);
    return this;
  }

  @CanIgnoreReturnValue
  Box without(String attribute) {
    attributes.remove(attribute);
    return this;
  }

  @CanIgnoreReturnValue
  Box saying(String words) {
    text = words;
    return this;
  }

  Box sendingTo(String address) {
    action = address;
    return this;
  }

  @CanIgnoreReturnValue
  Box hidden() {
    visible = false;
    return this;
  }

  @CanIgnoreReturnValue
  Box empty() {
    value = "";
    return this;
  }

  Box holding(Box... boxes) {
    inner.addAll(List.of(boxes));
    return this;
  }

  void standOn(PortalBrowser.Page document) {
    page = document;
    inner.forEach(box -> box.standOn(document));
  }

  boolean isNamed(String name) {
    return css.equals(name);
  }

  Stream<Box> named(String name) {
    return Stream.concat(
        isNamed(name) ? Stream.of(this) : Stream.empty(),
        inner.stream().flatMap(box -> box.named(name)));
  }

  @Override
  public PortalBrowser.Page page() {
    return page;
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  @Override
  public String text() {
    return inner.isEmpty() ? text : String.join(" ", inner.stream().map(Box::text).toList());
  }

  @Override
  public String label() {
    return text;
  }

  @Override
  public boolean visible() {
    return visible;
  }

  @Override
  public String value() {
    return value;
  }

  @Override
  public Optional<String> formAction() {
    return Optional.ofNullable(action);
  }

  @Override
  public List<Element> find(String name) {
    return inner.stream().flatMap(box -> box.named(name)).map(Element.class::cast).toList();
  }

  @Override
  public void type(Secret secret, Runnable guard) {
    value = "";
    for (char key : secret.reveal().toCharArray()) {
      guard.run();
      value += key;
    }
  }

  @Override
  public void set(String other) {
    value = other;
  }

  @Override
  public void click() {
    clicked.run();
  }

  @Override
  public void reveal() {
    throw new AssertionError("this portal never grows");
  }

  @Override
  public void submit() {
    clicked.run();
  }
}
