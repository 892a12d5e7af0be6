// A template that cannot be filled in.
package de.belegbote.portals.recipe;

/** Which name of a template has no usable value, and why; the value itself is never told. */
public final class TemplateException extends RuntimeException {
  private final String name;

  public TemplateException(String name, String why) {
    super("{" + name + "} " + why);
    this.name = name;
  }

  /** The name between the braces. */
  public String name() {
    return name;
  }
}
