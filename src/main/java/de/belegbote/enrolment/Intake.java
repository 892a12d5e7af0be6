// What became of a picture: a stored seed, or accounts to choose from.
package de.belegbote.enrolment;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The two good ends of an upload. */
public sealed interface Intake permits Enrolled, SeedChoice {
  /**
   * As the contract shows it.
   *
   * @param language of sentences for people
   */
  JsonObject json(Locale language);
}
