// What a lab portal has no longer.
package de.belegbote.lab;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Stands between the portal and whoever asks, and takes one thing out of what is said. */
interface Taken {
  /** Takes nothing away. */
  Taken NOTHING = (ask, portal) -> portal.apply(ask);

  Reply answer(Ask ask, Function<Ask, Reply> portal);

  /** Changes markup: pages, and texts in JSON that hold some. */
  static Taken fromMarkup(UnaryOperator<String> change) {
    Taken pages = fromAnswers("text/html", change);
    Taken json = fromAnswers("application/json", text -> JsonNames.inMarkup(text, change));
    return (ask, portal) -> pages.answer(ask, inner -> json.answer(inner, portal));
  }

  /** Changes answers of one type. */
  static Taken fromAnswers(String type, UnaryOperator<String> change) {
    return (ask, portal) -> {
      Reply reply = portal.apply(ask);
      return reply.is(type) ? reply.body(change.apply(reply.body().toString())) : reply;
    };
  }
}
