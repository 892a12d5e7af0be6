// The log tells what failed outside from what is broken here.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ProblemLogIT {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(ProblemHandler.class);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void listen() {
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void stop() {
    LOG.detachAppender(lines);
    Wait.until(vertx.close());
  }

  @CanIgnoreReturnValue
  private HttpClientResponse answer(Throwable failed) {
    var router = Router.router(vertx);
    router.get("/").handler(ctx -> ctx.fail(failed));
    router.route().failureHandler(new ProblemHandler());
    var server = Wait.until(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    return Wait.until(
        vertx
            .createHttpClient()
            .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
            .compose(request -> request.send()));
  }

  private static Object id(ILoggingEvent line) {
    return line.getKeyValuePairs().get(0).value;
  }

  @ParameterizedTest
  @EnumSource(names = {"SMS_FAILED", "UNAVAILABLE", "TIMED_OUT"})
  void warnsInOneLineWhereSomethingOutsideFailed(Problem problem) {
    var cause = new IllegalStateException("the address of somebody");

    var answer = answer(new Failure(problem, "It does not answer.", cause));

    assertEquals(problem.status(), answer.statusCode());
    assertEquals(1, lines.list.size(), lines.list::toString);
    var line = lines.list.get(0);
    assertEquals(Level.WARN, line.getLevel());
    assertNull(line.getThrowableProxy());
    assertEquals(answer.getHeader("X-Request-Id"), id(line));
    assertFalse(line.getFormattedMessage().contains("somebody"), line::toString);
  }

  @Test
  void reportsABugOfOursWithItsStack() {
    for (var bug :
        new Exception[] {
          new IllegalStateException("bug"), new Failure(Problem.INTERNAL_ERROR, "bug")
        }) {
      lines.list.clear();

      var answer = answer(bug);

      assertEquals(500, answer.statusCode());
      assertEquals(1, lines.list.size(), lines.list::toString);
      var line = lines.list.get(0);
      assertEquals(Level.ERROR, line.getLevel());
      assertNotNull(line.getThrowableProxy());
      assertEquals(answer.getHeader("X-Request-Id"), id(line));
    }
  }

  @Test
  void saysNothingOfWhatACallerDidWrong() {
    answer(new Failure(Problem.CONFLICT, "It is there already."));

    assertEquals(0, lines.list.size(), lines.list::toString);
  }
}
