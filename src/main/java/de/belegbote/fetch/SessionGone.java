// Says that the portal no longer knows us.
package de.belegbote.fetch;

/** Where a sign-in would help; the runner signs in once more and reads on (recipes.md 2). */
final class SessionGone extends RuntimeException {
  private final String place;

  SessionGone(String place, String detail) {
    super(detail);
    this.place = place;
  }

  String place() {
    return place;
  }
}
