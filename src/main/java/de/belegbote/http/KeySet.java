// The keys that one issuer publishes at one address.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Outage;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
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
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asked for in the background every five minutes, and out of turn, at most once a minute, when a
 * token names a key that is not here. While the issuer is away the last set serves on, for a day:
 * no token lives longer. Belongs to one event loop.
 */
final class KeySet {
  private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration PAUSE_WITHOUT = Duration.ofSeconds(10);
  private static final Duration OLDEST = Duration.ofHours(24);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration TOTAL = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 256 * 1024;

  private final String url;
  private final HttpClient client;
  private final TimeSource time;
  private final Outage outage;
  private List<JsonObject> keys = List.of();
  private Instant asked = Instant.EPOCH;
  private Instant got = Instant.EPOCH;
  private Future<Void> asking = Future.succeededFuture();

  KeySet(Vertx vertx, Tenant.Published published, TimeSource time) {
    this.url = published.url();
    this.time = time;
    this.outage = new Outage(LOG, "the keys at " + url + " cannot be read");
    var options = new HttpClientOptions().setConnectTimeout((int) CONNECT.toMillis());
    published
        .authority()
        .ifPresent(
            pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem))));
    this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(1));
  }

  /** The keys as they were read last; none at first. */
  List<JsonObject> keys() {
    return isThere() ? keys : List.of();
  }

  /** Whether there is a set to decide by. */
  boolean isThere() {
    return got.plus(OLDEST).isAfter(time.now());
  }

  /** Reads the keys if it is time to; whatever comes of it is no failure of the caller's. */
  void keepFresh() {
    boolean failed = got.isBefore(asked);
    if (failed ? mayAskAgain() : !got.plus(FRESH).isAfter(time.now())) {
      var unused = ask();
    }
  }

  /** Reads the keys out of turn, unless that was tried just now; never fails. */
  Future<Void> askOutOfTurn() {
    return asking.isComplete() && mayAskAgain() ? ask() : asking;
  }

  private boolean mayAskAgain() {
    return !asked.plus(isThere() ? PAUSE : PAUSE_WITHOUT).isAfter(time.now());
  }

  private Future<Void> ask() {
    if (!asking.isComplete()) {
      return asking;
    }
    asked = time.now();
    asking =
        read()
            .map(PublishedKeys::usable)
            .onSuccess(
                usable -> {
                  if (usable.isEmpty()) {
                    LOG.warn("{} names no key that can be used", url);
                  }
                  keys = usable;
                  // As old as the question: what changed since then is not in the answer.
                  got = asked;
                  outage.worked();
                })
            .onFailure(outage::failed)
            .<Void>mapEmpty()
            .otherwiseEmpty();
    return asking;
  }

  // A redirect is an answer like any other that is not 200: the operator named this address.
  private Future<Buffer> read() {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url)
            .setFollowRedirects(false)
            .putHeader("Accept", "application/jwk-set+json, application/json")
            .putHeader("User-Agent", "Belegbote");
    Future<HttpClientRequest> opening = client.request(options);
    return opening
        .compose(HttpClientRequest::send)
        .compose(KeySet::body)
        .timeout(TOTAL.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(ended -> opening.onSuccess(HttpClientRequest::reset))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof Failure told
                        ? told
                        : unavailable(cause.getClass().getSimpleName(), cause)));
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture(unavailable("status " + response.statusCode(), null));
    }
    return body(response, MOST_BYTES);
  }

  /** The body of an answer; fails with UNAVAILABLE when it is longer than that many bytes. */
  static Future<Buffer> body(HttpClientResponse response, int most) {
    Promise<Buffer> whole = Promise.promise();
    var bytes = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(bytes));
    response.handler(
        part -> {
          if (bytes.length() + part.length() > most) {
            whole.tryFail(unavailable("more than " + most + " bytes", null));
          } else {
            var unused = bytes.appendBuffer(part);
          }
        });
    return whole.future();
  }

  static Failure unavailable(String what, Throwable cause) {
    return new Failure(Problem.UNAVAILABLE, what, cause);
  }

  void close() {
    var unused = client.close();
  }
}
