// Keeps messages instead of sending them, for trials.
package de.belegbote.enrolment;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest 200 messages, in memory only: they hold upload tokens. */
public final class OutboxSmsSender implements SmsSender {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSmsSender.class);
  private static final int MOST = 200;

  /** A number that ends so is refused, so that a trial can see what happens then. */
  private static final String REFUSED = "00000000";

  /** A message as it would have gone out. */
  public record Message(Instant at, String to, String text) {
    @Override
    public String toString() {
      return "Message[" + at + "]";
    }
  }

  private final Deque<Message> messages = new ArrayDeque<>();
  private final TimeSource time;

  public OutboxSmsSender(TimeSource time) {
    this.time = time;
  }

  @Override
  public Future<Result> send(TenantId tenant, PhoneNumber to, String text) {
    if (to.e164().endsWith(REFUSED)) {
      return Future.succeededFuture(Result.FAILED);
    }
    synchronized (messages) {
      messages.addFirst(new Message(time.now(), to.e164(), text));
      if (messages.size() > MOST) {
        messages.removeLast();
      }
    }
    LOG.info("SMS to {} kept in the outbox; read it at /dev/outbox of the management port", to);
    return Future.succeededFuture(Result.SENT);
  }

  /** Newest first. */
  public List<Message> messages() {
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }
}
