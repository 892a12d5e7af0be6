// Sends one message to one address and says how that went.
package de.belegbote.webhooks;

import de.belegbote.platform.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Posts over HTTP/1.1 to the address that was vetted, with the host's name in SNI, certificate
 * check and Host. Redirects are never followed. Of the answer only status and Retry-After are kept.
 */
public final class WebhookSender {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final Duration TOTAL = Duration.ofSeconds(15);
  private static final int MOST_ANSWER = 64 * 1024;
  private static final int MOST_CONNECTIONS = 32;
  private static final int KEEP_ALIVE_SECONDS = 10;

  private final HttpClient client;
  private final TimeSource time;
  private final Duration total;

  /** A sender with the deadlines of the contract: 5 seconds to connect, 15 seconds in all. */
  public WebhookSender(Vertx vertx, TimeSource time) {
    this(vertx, time, new HttpClientOptions(), TOTAL);
  }

  /**
   * A sender with a trust or a deadline of its own.
   *
   * @param options with the trust; everything else is set here
   * @param total deadline of a sending
   */
  WebhookSender(Vertx vertx, TimeSource time, HttpClientOptions options, Duration total) {
    this.time = time;
    this.total = total;
    this.client =
        vertx.createHttpClient(
            options
                .setConnectTimeout((int) CONNECT.plusSeconds(1).toMillis())
                .setVerifyHost(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
            new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
  }

  /**
   * Posts a message. If the connection dies within a second, it is sent once more at once: it may
   * have met a kept connection that was just being closed.
   *
   * @param headers of the message beside its content type
   * @return how it went; never fails
   */
  Future<Answer> post(Targets.Target target, MultiMap headers, String payload) {
    Instant start = time.now();
    return exchange(target, headers, payload)
        .compose(
            answer ->
                answer.status() == null
                        && !answer.slow()
                        && time.now().isBefore(start.plus(AT_ONCE))
                    ? exchange(target, headers, payload)
                    : Future.succeededFuture(answer));
  }

  private Future<Answer> exchange(Targets.Target target, MultiMap headers, String payload) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(target.address())
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.tls())
            .setURI(target.path())
            .setFollowRedirects(false)
            .setHeaders(headers)
            .putHeader("Content-Type", "application/json")
            .putHeader("User-Agent", "Belegbote");
    Future<HttpClientRequest> opening = client.request(options);
    Future<HttpClientResponse> answered =
        opening
            .timeout(CONNECT.toMillis(), TimeUnit.MILLISECONDS)
            .compose(request -> request.send(Buffer.buffer(payload)));
    return answered
        .compose(WebhookSender::drain)
        .timeout(total.toMillis(), TimeUnit.MILLISECONDS)
        // Also a request that comes to be after its time must end.
        .onFailure(ended -> opening.onSuccess(HttpClientRequest::reset))
        .transform(
            end ->
                Future.succeededFuture(
                    answered.succeeded()
                        ? Answer.of(answered.result(), time.now())
                        : Answer.of(end.cause(), total)));
  }

  // The body is read, so that the connection can be used again, and thrown away: whatever it says,
  // it is another's text.
  private static Future<Void> drain(HttpClientResponse response) {
    Promise<Void> done = Promise.promise();
    long[] bytes = {0};
    response.exceptionHandler(done::tryFail);
    response.endHandler(end -> done.tryComplete());
    response.handler(
        part -> {
          bytes[0] += part.length();
          if (bytes[0] > MOST_ANSWER) {
            done.tryFail("the answer is too long");
          }
        });
    return done.future();
  }

  Future<Void> close() {
    return client.close();
  }
}
