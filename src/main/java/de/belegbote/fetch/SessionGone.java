// Says that the portal no longer knows us.
package de.belegbote.fetch;

/** Where a sign-in would help; the runner signs in once more and reads on (recipes.md 2). */
final class SessionGone extends RuntimeException {
  private final String place;

  private final boolean page;

  SessionGone(String place, String detail) {
    this(place, detail, false);
  }

  private SessionGone(String place, String detail, boolean page) {
    super(detail);
    this.place = place;
    this.page = page;
  }

  /** A page came where something else was due, which mostly means that. */
  static SessionGone page(String place, String due) {
    return new SessionGone(place, "a page came where " + due + " was due", true);
  }

  /** Whether all that tells it is a page where something else was due. */
  boolean isPage() {
    return page;
  }

  String place() {
    return place;
  }
}
