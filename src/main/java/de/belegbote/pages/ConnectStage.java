// Where a customer stands in the wizard.
package de.belegbote.pages;

import de.belegbote.connect.ConnectVisits;
import de.belegbote.connect.Progress;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.portals.FetchOutcome;
import java.time.Instant;
import java.util.Optional;

/** Follows from what is stored, so that a page can be loaded again at any time. */
enum ConnectStage {
  WELCOME,
  PORTALS,
  CONSENT,
  CREDENTIALS,
  QUESTION,
  WAYS,
  CHOICE,
  CODES,
  RUNNING,
  FAILED,
  REPAIR,
  DONE,
  END;

  /** Fails with LINK_USED for a browser that is not the session's. */
  static ConnectStage of(ConnectVisits.Opened opened, Optional<String> browser) {
    var session = opened.session();
    if (session.state().equals("created")) {
      return WELCOME;
    }
    if (!session.isOf(browser)) {
      throw new Failure(Problem.LINK_USED, "This page was started in another browser.");
    }
    return of(opened);
  }

  /** The same where it is known whose browser it is; a session that is over has no choice. */
  static ConnectStage of(ConnectVisits.Opened opened) {
    var session = opened.session();
    if (session.state().equals("exited")) {
      return END;
    }
    if (session.account().isPresent()) {
      return opened
          .progress()
          .map(
              progress ->
                  session.state().equals("completed")
                      ? over(progress)
                      : withAccount(opened, progress))
          .orElse(END);
    }
    if (session.portal().isEmpty()) {
      return PORTALS;
    }
    return session.consent().isEmpty() ? CONSENT : CREDENTIALS;
  }

  private static ConnectStage over(Progress progress) {
    return progress.run().map(ConnectStage::isGood).orElse(false) ? DONE : END;
  }

  private static ConnectStage withAccount(ConnectVisits.Opened opened, Progress now) {
    var session = opened.session();
    Optional<Instant> answered = session.answeredAt();
    if (now.run().map(run -> !run.isOver()).orElse(false)) {
      return RUNNING;
    }
    if (opened.choice().isPresent()) {
      return CHOICE;
    }
    // What was stored before the last answer is what the customer wants to replace.
    boolean fresh = now.seedAt().map(at -> isSince(at, answered)).orElse(false);
    if (now.factor().equals("seed_stored") && fresh) {
      return CODES;
    }
    boolean ranSince = now.run().map(run -> isSince(run.queuedAt(), answered)).orElse(false);
    if (answered.isPresent() && !ranSince) {
      return WAYS;
    }
    if (now.run().isPresent()) {
      return isGood(now.run().get()) ? DONE : FAILED;
    }
    return session.repair() ? REPAIR : QUESTION;
  }

  private static boolean isSince(Instant at, Optional<Instant> answered) {
    return answered.map(then -> !at.isBefore(then)).orElse(true);
  }

  private static boolean isGood(Progress.Run run) {
    return run.outcome().map(name -> FetchOutcome.valueOf(name).good()).orElse(false);
  }

  /** Which of the four steps of the path it belongs to, 0 for the first; -1 for none. */
  int step() {
    return switch (this) {
      case PORTALS -> 0;
      case CONSENT, CREDENTIALS -> 1;
      case QUESTION, WAYS, CHOICE, CODES -> 2;
      case RUNNING, FAILED, DONE -> 3;
      case WELCOME, REPAIR, END -> -1;
    };
  }
}
