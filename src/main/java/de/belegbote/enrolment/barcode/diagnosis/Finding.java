// What makes a photo unreadable, and where.
package de.belegbote.enrolment.barcode.diagnosis;

import java.util.List;

/**
 * One cause.
 *
 * @param box four corners around what looks like a code, in pixels of the photo; empty if nothing
 *     does
 * @param focus where the cause is: the side at which the code is cut, or the middle of a
 *     reflection; empty if it is everywhere
 */
public record Finding(Cause cause, List<Point> box, List<Point> focus) {
  /** A place, in pixels from the top left corner of the photo as it is stored. */
  public record Point(double x, double y) {}

  /** What can be measured. */
  public enum Cause {
    /** Nothing looks like a code. */
    NO_CODE,
    TOO_DARK,
    TOO_BRIGHT,
    /** The pattern that a camera sees on a screen. */
    MOIRE,
    MANY_CODES,
    /** A part of the code lies outside of the photo. */
    CUT_OFF,
    GLARE,
    TOO_SMALL,
    BLURRED,
    /** Something looks like a code, and nothing that is measured is wrong with it. */
    UNCLEAR
  }

  public Finding {
    box = List.copyOf(box);
    focus = List.copyOf(focus);
  }
}
