// Keeps messages instead of sending them, for trials.
package de.belegbote.enrolment;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest 200 messages, in memory only: they hold upload tokens. */
public final class OutboxSmsSender implements SmsSender {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSmsSender.class);
  private static final int MOST = 200;

  /** A number that ends so is refused, so that a trial can see what happens then. */
  private static final String REFUSED = "00000000";

  /** A message as it would have gone out. */
  public record Kept(Instant at, String to, String text) {
    @Override
    public String toString() {
      return "Kept[" + at + "]";
    }
  }

  private final Deque<Kept> messages = new ArrayDeque<>();
  private final TimeSource time;

  public OutboxSmsSender(TimeSource time) {
    this.time = time;
  }

  @Override
  public Future<Result> send(Message message) {
    String to = message.to().e164();
    if (to.endsWith(REFUSED)) {
      var refusal = new Failure(Problem.SMS_FAILED, "The outbox refuses this number.");
      return Future.succeededFuture(
          Result.refused(refusal, Optional.empty(), SmsReason.INVALID_NUMBER));
    }
    synchronized (messages) {
      messages.addFirst(new Kept(time.now(), to, message.text()));
      if (messages.size() > MOST) {
        messages.removeLast();
      }
    }
    LOG.info(
        "SMS to {} kept in the outbox; read it at /dev/outbox of the management port",
        message.to());
    return Future.succeededFuture(Result.taken(SmsState.SENT, Ids.next().toString()));
  }

  /** Newest first. */
  public List<Kept> messages() {
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }
}
