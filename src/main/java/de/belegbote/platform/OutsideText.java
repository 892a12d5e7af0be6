// Makes text that others wrote fit to be stored and shown.
package de.belegbote.platform;

/** Text from a QR code, a portal, a file name or a form: data, never to be trusted as it is. */
public final class OutsideText {
  /** The most characters that are kept. */
  public static final int LIMIT = 200;

  private OutsideText() {}

  /**
   * Cleans one line of text for storing and showing; whoever writes it into HTML or CSV still
   * escapes it there.
   *
   * @param text anything; null counts as empty
   * @return without control, bidi and other invisible characters (Unicode categories Cc, Cf, Cs,
   *     Co), white space collapsed to single spaces, at most {@link #LIMIT} characters
   */
  public static String clean(String text) {
    var kept = new StringBuilder();
    if (text == null) {
      return "";
    }
    boolean gap = false;
    for (int at = 0; at < text.length() && kept.length() < LIMIT; ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (isSpace(c)) {
        gap = true;
      } else if (isShown(c)) {
        int room = LIMIT - kept.length() - (gap && kept.length() > 0 ? 1 : 0);
        if (room < Character.charCount(c)) {
          break;
        }
        kept.append(gap && kept.length() > 0 ? " " : "").appendCodePoint(c);
        gap = false;
      }
    }
    return kept.toString();
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> false;
      default -> true;
    };
  }
}
