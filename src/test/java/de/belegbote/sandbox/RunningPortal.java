// A practice portal on free ports for one test, with a clock to turn.
package de.belegbote.sandbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.TurnableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts before each test in an empty folder; all is gone after it. */
final class RunningPortal implements BeforeEachCallback, AfterEachCallback {
  static final String ANNA = "good+anna@practice.belegbote.test";
  static final String BERTA = "good+berta@practice.belegbote.test";

  private TurnableClock clock;
  private Path folder;
  private Vertx vertx;
  private PracticePortalVerticle verticle;

  @Override
  public void beforeEach(ExtensionContext test) throws Exception {
    clock = new TurnableClock(Instant.parse("2026-11-24T12:00:00Z"));
    folder = Files.createTempDirectory("practice");
    start(1_000);
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    stop();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(RunningPortal::delete);
    }
  }

  void start(int requestsPerSecond) throws Exception {
    vertx = Vertx.vertx();
    verticle = new PracticePortalVerticle(settings(0, null), requestsPerSecond);
    await(vertx.deployVerticle(verticle));
  }

  void stop() throws Exception {
    await(vertx.close());
  }

  void restart() throws Exception {
    stop();
    start(1_000);
  }

  PracticePortal.Settings settings(int httpPort, KeyCertOptions certificate) {
    return new PracticePortal.Settings(httpPort, 0, certificate, stateFile(), clock.source());
  }

  Path stateFile() {
    return folder.resolve("sub/state.json");
  }

  Vertx vertx() {
    return vertx;
  }

  int port() {
    return verticle.httpPort();
  }

  void turn(Duration by) {
    clock.turn(by);
  }

  Visitor visitor() {
    return new Visitor(URI.create("http://127.0.0.1:" + port()), HttpClient.newBuilder());
  }

  /** Signs in, sets the authenticator up and switches it on with the code of now. */
  @CanIgnoreReturnValue
  OtpAuth activated(String username) throws Exception {
    Visitor visitor = visitor().signIn(username).open("/security");
    OtpAuth auth = OtpAuth.fromKey(visitor.read("<code id=\"key\">(.*?)</code>"));
    visitor.submit("activate", "code", code(auth, 0));
    assertTrue(visitor.shows("id=\"active\""), visitor::text);
    return auth;
  }

  String code(OtpAuth auth, int stepsFromNow) {
    return Totp.code(auth, Totp.stepOf(auth, clock.instant()) + stepsFromNow).reveal();
  }

  /** Six digits that no step near now has. */
  String wrongCode(OtpAuth auth) {
    return IntStream.range(0, 10)
        .mapToObj(i -> "00000" + i)
        .filter(code -> Totp.matches(auth, code, clock.instant(), 2).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @CanIgnoreReturnValue
  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException stays) {
      throw new UncheckedIOException(stays);
    }
  }
}
