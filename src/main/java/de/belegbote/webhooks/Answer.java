// What came back from one sending.
package de.belegbote.webhooks;

import de.belegbote.platform.RetryAfter;
import io.vertx.core.http.HttpClientResponse;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * How a sending went.
 *
 * @param status of the answer; null when there was none
 * @param error one sentence of ours; null for success
 * @param slow whether it ended in a timeout or in 429
 * @param askedWait what the receiver asked for by Retry-After, if it did
 */
record Answer(Integer status, String error, boolean slow, Optional<Duration> askedWait) {
  private static final int TOO_MANY = 429;
  private static final int GONE = 410;

  /** Any answer of 200 to 299. */
  boolean isSuccess() {
    return error == null;
  }

  /** The receiver wants nothing any more. */
  boolean isGone() {
    return status != null && status == GONE;
  }

  /** Nothing was sent. */
  static Answer unsent(String why) {
    return new Answer(null, why, false, Optional.empty());
  }

  static Answer of(HttpClientResponse response, Instant now) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return new Answer(status, null, false, Optional.empty());
    }
    String error =
        status >= 300 && status < 400
            ? "The answer was a redirect, which is not followed; change the endpoint's address."
            : "The answer was no success.";
    return new Answer(
        status, error, status == TOO_MANY, RetryAfter.read(response.getHeader("Retry-After"), now));
  }

  static Answer of(Throwable cause, Duration deadline) {
    boolean slow = cause instanceof TimeoutException;
    String error;
    if (slow) {
      error = "There was no answer within %.1f seconds.".formatted(deadline.toMillis() / 1000.0);
    } else if (cause instanceof SSLException) {
      error = "The TLS handshake failed; check the certificate, its chain and its name.";
    } else if (cause instanceof ConnectException) {
      error = "The connection was refused.";
    } else {
      error = "The connection ended before there was an answer.";
    }
    return new Answer(null, error, slow, Optional.empty());
  }
}
