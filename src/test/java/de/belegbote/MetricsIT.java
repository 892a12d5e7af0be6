// What the process tells of itself at the start: no warning that means nothing, and gauges that
// count.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class MetricsIT {
  private static final String REGISTRY = "io.micrometer.core.instrument.MeterRegistry";

  @TempDir Path folder;

  /** The warning comes once in a process, so the levels are asked instead of waiting for it. */
  @ParameterizedTest
  @ValueSource(strings = {"/logback.xml", "/logback-demo.xml"})
  void keepsQuietAboutGaugesThatTheLibraryAsksForAgain(String file) throws Exception {
    var context = new LoggerContext();
    context.putProperty("belegbote.demo.log", folder.resolve("demo.log").toString());
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(MetricsIT.class.getResource(file));

    assertEquals(Level.ERROR, context.getLogger(REGISTRY).getEffectiveLevel());
    context.stop();
    assertEquals(
        Level.ERROR, ((Logger) LoggerFactory.getLogger(REGISTRY)).getEffectiveLevel(), "in use");
  }

  /** What makes the warning harmless: the gauge that was there first counts them all. */
  @Test
  void countsEveryHandlerInTheGaugeThatWasThereFirst() {
    try (var house = TestHouse.start(folder)) {
      var request = HttpRequest.newBuilder(house.managementUrl().resolve("/metrics")).build();
      String text =
          Wait.until(
                  Future.fromCompletionStage(
                      HttpClient.newHttpClient()
                          .sendAsync(request, HttpResponse.BodyHandlers.ofString())))
              .body();
      List<String> handlers =
          text.lines().filter(line -> line.startsWith("vertx_eventbus_handlers")).toList();

      assertEquals(1, handlers.size(), handlers::toString);
      double counted = Double.parseDouble(handlers.get(0).replaceFirst(".* ", ""));
      assertTrue(counted >= 3, handlers::toString);
    }
  }
}
