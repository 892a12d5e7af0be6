// Which part of a list is asked for.
package de.belegbote.http;

import java.util.UUID;

/**
 * A page of a list that is ordered by id, newest first. A store reads one row more than {@link
 * #limit}, so that {@link Reply#page} knows whether there is a next page.
 *
 * @param limit rows on the page, 1 to 250
 * @param after the last row of the page before; null on the first page
 */
public record PageRequest(int limit, UUID after) {
  /** How many rows to read. */
  public int rows() {
    return limit + 1;
  }
}
