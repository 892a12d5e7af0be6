// How texts of portals and recipes are compared.
package de.belegbote.portals.recipe;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** Texts compare after NFKC, with spaces and quotes folded, in any case. */
public final class Words {
  private Words() {}

  /** The form of a text in which equal texts are equal. */
  public static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .replaceAll("[\\u2018\\u2019\\u201A\\u201B\\u00B4`]", "'")
        .replaceAll("[\\u201C-\\u201F\\u00AB\\u00BB]", "\"")
        .replaceAll("[\\s\\p{Z}]+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** Whether the text contains any of the words. */
  public static boolean contains(String text, List<String> words) {
    String folded = fold(text);
    return words.stream().anyMatch(word -> folded.contains(fold(word)));
  }

  /** Whether the text equals one of the words. */
  public static boolean equalsOne(String text, List<String> words) {
    String folded = fold(text);
    return words.stream().anyMatch(word -> folded.equals(fold(word)));
  }
}
