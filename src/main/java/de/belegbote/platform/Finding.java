// One thing that was looked at in an installation, and what came of it.
package de.belegbote.platform;

/**
 * For the operator.
 *
 * @param part what was looked at, one word
 * @param text what was found and, where it is a fault, what to do; holds no secret
 */
public record Finding(Level level, String part, String text) {
  /** How bad it is. */
  public enum Level {
    OK,
    /** Worth knowing; nothing has to be done. */
    NOTE,
    /** Has to be mended. */
    FAULT
  }

  public static Finding ok(String part, String text) {
    return new Finding(Level.OK, part, text);
  }

  public static Finding note(String part, String text) {
    return new Finding(Level.NOTE, part, text);
  }

  public static Finding fault(String part, String text) {
    return new Finding(Level.FAULT, part, text);
  }
}
