// Says why a recipe was refused.
package de.belegbote.portals.recipe;

/** A recipe that cannot be used: the file, the line and the key where it is wrong. */
public final class RecipeException extends IllegalArgumentException {
  private final String file;
  private final int line;
  private final String what;

  /**
   * @param file name of the file as the reader knows it
   * @param line from 1; 0 when the fault has no place
   * @param what what is wrong and what is expected, naming the key
   */
  public RecipeException(String file, int line, String what, Throwable cause) {
    super("%s:%d: %s".formatted(file, line, what), cause);
    this.file = file;
    this.line = line;
    this.what = what;
  }

  /** What is wrong, without its place. */
  public String what() {
    return what;
  }

  public String file() {
    return file;
  }

  /** From 1; 0 when the fault has no place. */
  public int line() {
    return line;
  }
}
