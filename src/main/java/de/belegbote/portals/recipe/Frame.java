// In which document something stands.
package de.belegbote.portals.recipe;

/** A frame of the page, or the page itself. */
public sealed interface Frame {
  /** The document of the iframe that a selector names. */
  record Css(Selector iframe) implements Frame {}

  /** A frame at any depth whose address fits. */
  record Url(UrlPattern pattern) implements Frame {}

  /** {@code page}: the whole page, for a step or value that would else look into its row. */
  record WholePage() implements Frame {}
}
