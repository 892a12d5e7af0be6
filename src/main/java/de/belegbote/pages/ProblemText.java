// Says what went wrong with a step of the wizard, and what to do.
package de.belegbote.pages;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sentences for failures.
 *
 * @param upload texts of the phone page, which has those for photos and keys
 */
record ProblemText(Texts texts, Texts upload) {
  /** The reason says it best, then the kind; else it is told that it was our fault. */
  String of(Locale language, Failure failure) {
    var keys = new ArrayList<String>();
    failure.reason().ifPresent(slug -> keys.add("reason." + slug));
    if (failure.problem() == Problem.MALFORMED_BODY) {
      keys.add("reason.no-photo");
    }
    keys.add("problem." + failure.problem().slug());
    for (String key : keys) {
      for (Texts bundle : List.of(texts, upload)) {
        if (bundle.has(language, key)) {
          return bundle.get(language, key);
        }
      }
    }
    return upload.get(language, "problem." + Problem.INTERNAL_ERROR.slug());
  }
}
