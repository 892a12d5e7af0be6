// What a person sent by a form.
package de.belegbote.pages;

import de.belegbote.enrolment.Enrolment;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/** Fields of a form; nothing about them holds until it was asked for here. */
record PageForm(MultiMap fields) {
  /** Reads the form of a request that was paused before its body was touched. */
  static Future<PageForm> read(RoutingContext ctx) {
    var request = ctx.request().setExpectMultipart(true).resume();
    return request
        .end()
        .map(end -> new PageForm(request.formAttributes()))
        .recover(
            broken ->
                Future.failedFuture(
                    new Failure(Problem.INVALID_REQUEST, "The form cannot be read.", broken)));
  }

  /** What a field holds; empty when it was not sent. */
  String text(String field) {
    return Optional.ofNullable(fields.get(field)).orElse("");
  }

  /** Whether one of several accounts is chosen. */
  boolean chooses() {
    return "choose".equals(fields.get("how"));
  }

  /** The chosen account; fails with SECOND_FACTOR_STATE when none or nonsense was sent. */
  UUID candidate() {
    try {
      return UUID.fromString(Optional.ofNullable(fields.get("candidate")).orElse(""));
    } catch (IllegalArgumentException none) {
      throw new Failure(
          Problem.SECOND_FACTOR_STATE, "nothing-chosen", "Choose one of the accounts.");
    }
  }

  /**
   * The code that was typed, or nothing when the person only says that it works.
   *
   * @param token under which the codes were shown
   */
  Optional<Enrolment.Typed> typed(Optional<String> token) {
    if ("activated".equals(fields.get("how"))) {
      return Optional.empty();
    }
    String code = Optional.ofNullable(fields.get("code")).orElse("").replaceAll("\\s", "");
    if (!code.matches("[0-9]{6,8}")) {
      throw new Failure(Problem.WRONG_CODE, "no-digits", "A code has 6 to 8 digits.");
    }
    return Optional.of(
        new Enrolment.Typed(
            new Secret(code),
            token.orElseThrow(
                () ->
                    new Failure(
                        Problem.SECOND_FACTOR_STATE, "confirm-too-late", "This took too long."))));
  }
}
