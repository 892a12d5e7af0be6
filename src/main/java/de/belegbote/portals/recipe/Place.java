// What a value is read from, as far as the loader knows.
package de.belegbote.portals.recipe;

/** Decides which sources can yield anything. */
enum Place {
  /** A row that is an element of a page. */
  ELEMENT,
  /** A row that is an element of an answer, without scripts. */
  MARKUP,
  /** A row that is a JSON value. */
  JSON,
  /** A page or answer as a whole, whichever it will be. */
  ANYWHERE
}
