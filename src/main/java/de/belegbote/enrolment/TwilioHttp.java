// The HTTP client below Twilio's library: one bound for everything, and never a message twice.
package de.belegbote.enrolment;

import com.twilio.exception.ApiConnectionException;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Twilio's library repeats a request up to three times when the answer is 5xx, which can send a
 * message more than once, and has no setting for another address. So it sends through this: an
 * answer is taken as it is, but for 429, of which Twilio says that the request was not processed
 * and is safe to repeat after a pause (twilio.com/docs/api/errors/20429).
 */
final class TwilioHttp extends HttpClient {
  private static final Duration CONNECT = Duration.ofSeconds(4);

  /** Nobody retries after 429 more often than this. */
  private static final int MOST_TRIES = 3;

  private static final long FIRST_PAUSE_MS = 500;
  private static final int TOO_MANY = 429;

  private final java.net.http.HttpClient client =
      java.net.http.HttpClient.newBuilder()
          .version(java.net.http.HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
          .build();
  private final URI base;
  private final Duration deadline;
  private volatile Optional<String> date = Optional.empty();

  /**
   * A client that talks to one address only.
   *
   * @param base scheme, host and port
   * @param deadline for one request with its repeats, until the last byte of the answer
   */
  TwilioHttp(URI base, Duration deadline) {
    this.base = base;
    this.deadline = deadline;
  }

  /** Asks once, whatever the answer is. */
  @Override
  public Response reliableRequest(Request request) {
    return makeRequest(request);
  }

  @Override
  public Response reliableRequest(Request request, int[] codes, int retries, long delayMillis) {
    return makeRequest(request);
  }

  @Override
  public Response makeRequest(Request request) {
    var wire = wire(request);
    long end = System.nanoTime() + deadline.toNanos();
    for (int attempt = 1; ; attempt++) {
      var answer = ask(wire, end);
      date = answer.headers().firstValue("Date");
      long pause = pause(answer, attempt);
      boolean again = answer.statusCode() == TOO_MANY && attempt < MOST_TRIES;
      if (!again || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > end) {
        return new Response(answer.body(), answer.statusCode());
      }
      sleep(pause);
    }
  }

  /** The header Date of the newest answer. */
  Optional<String> date() {
    return date;
  }

  // What Retry-After asks for, else twice as long each time, spread so that callers part.
  private static long pause(HttpResponse<String> answer, int attempt) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,4}"))
        .map(text -> TimeUnit.SECONDS.toMillis(Long.parseLong(text)))
        .orElseGet(
            () -> (FIRST_PAUSE_MS << (attempt - 1)) + ThreadLocalRandom.current().nextLong(250));
  }

  private HttpRequest wire(Request request) {
    URI asked = URI.create(request.constructURL().toString());
    URI target = base.resolve(asked.getRawPath());
    var wire =
        HttpRequest.newBuilder(target)
            .header("Authorization", request.getAuthString())
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded");
    return request.getMethod() == com.twilio.http.HttpMethod.POST
        ? wire.POST(BodyPublishers.ofString(request.encodeFormBody())).build()
        : wire.GET().build();
  }

  private HttpResponse<String> ask(HttpRequest wire, long end) {
    var answer = client.sendAsync(wire, BodyHandlers.ofString());
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      boolean unused = answer.cancel(true);
      throw new ApiConnectionException("no answer in time", late);
    } catch (ExecutionException broken) {
      throw new ApiConnectionException("no answer", broken.getCause());
    } catch (InterruptedException stop) {
      boolean unused = answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ApiConnectionException("interrupted", stop);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ApiConnectionException("interrupted", stop);
    }
  }

  /** Whether the request certainly never left, so that nothing can have been sent. */
  static boolean neverLeft(ApiConnectionException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof java.net.ConnectException
        || cause instanceof java.net.http.HttpConnectTimeoutException
        || cause instanceof javax.net.ssl.SSLHandshakeException;
  }
}
