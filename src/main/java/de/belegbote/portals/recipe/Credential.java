// What can be typed that a template has no name for.
package de.belegbote.portals.recipe;

/** A credential; {@link #ANSWER} is what a person says in a run that is watched. */
public enum Credential {
  USERNAME,
  PASSWORD,
  CODE,
  ANSWER
}
