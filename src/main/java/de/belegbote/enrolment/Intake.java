// What became of a picture: a stored seed, or accounts to choose from.
package de.belegbote.enrolment;

import de.belegbote.platform.Spot;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** The two good ends of an upload. */
public sealed interface Intake permits Enrolled, SeedChoice {
  /**
   * As the contract shows it.
   *
   * @param language of sentences for people
   */
  JsonObject json(Locale language);

  /** Where in the picture the code stood, if it came in one. */
  Optional<Spot> seen();

  /** The same, as it stood there. */
  Intake seen(Optional<Spot> spot);
}
