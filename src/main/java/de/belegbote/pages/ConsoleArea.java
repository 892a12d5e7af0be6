// One area of the console, such as the companies or the invoices.
package de.belegbote.pages;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import java.util.Map;

/** What an area shows and does. Everything it knows it asks of the API's operations. */
interface ConsoleArea {
  /**
   * What is answered.
   *
   * @param to where the browser goes instead; empty for a page
   */
  record Answer(String to, String template, Map<String, Object> values) {
    static Answer page(String template, Map<String, Object> values) {
      return new Answer("", template, values);
    }

    static Answer leading(String to) {
      return new Answer(to, "", Map.of());
    }
  }

  /** Its address below /console, and the key of its name. */
  String name();

  /** Which place of the navigation it belongs to; by itself for those that stand there. */
  default String under() {
    return name();
  }

  /** The operation without which there is nothing to see; who may not ask it is not led here. */
  String operation();

  /** Fails as the operations it asks. */
  Future<Answer> show(ConsoleVisit visit);

  /** Does what a form asks for, once the form is known to be ours; fails as operations do. */
  default Future<Answer> act(ConsoleVisit visit, PageForm form) {
    return Future.failedFuture(new Failure(Problem.INVALID_REQUEST, "This page has no form."));
  }
}
