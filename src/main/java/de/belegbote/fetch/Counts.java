// How many documents a run met.
package de.belegbote.fetch;

/** Found rows, newly stored ones, those known before, and those that failed. */
public record Counts(int found, int stored, int known, int failed) {
  public static final Counts NONE = new Counts(0, 0, 0, 0);
}
