// What a log line looks like, by the configuration that is delivered.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogFormTest {
  private static final String FORGED = "photo\r\n12:00:00.000 INFO  forged\u001b[2J";

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  /** What a logger of the delivered configuration writes, as bytes of the console. */
  private List<String> written(String form, java.util.function.Consumer<Logger> work)
      throws JoranException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("belegbote.log.form", form);
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogFormTest.class.getResource("/logback.xml"));
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
    var seen = new ArrayList<String>();
    console.addFilter(
        new ch.qos.logback.core.filter.Filter<>() {
          @Override
          public ch.qos.logback.core.spi.FilterReply decide(ILoggingEvent event) {
            seen.add(new String(console.getEncoder().encode(event), StandardCharsets.UTF_8));
            return ch.qos.logback.core.spi.FilterReply.DENY;
          }
        });
    work.accept(context.getLogger("test"));
    return seen;
  }

  @Test
  void writesOneJsonObjectPerLineWhateverTheTextHolds() throws JoranException {
    var lines =
        written(
            "json",
            log ->
                log.atWarn()
                    .addKeyValue("tenantId", "t-1")
                    .addKeyValue("fileName", FORGED)
                    .setCause(new IllegalStateException(FORGED))
                    .log("read {}", FORGED));

    assertEquals(1, lines.size());
    assertEquals(1, lines.get(0).lines().count());
    var json = new JsonObject(lines.get(0));
    assertEquals("read " + FORGED, json.getString("formattedMessage"));
    assertEquals("WARN", json.getString("level"));
    assertTrue(json.getJsonArray("kvpList").contains(new JsonObject().put("tenantId", "t-1")));
    assertEquals(FORGED, json.getJsonObject("throwable").getString("message"));
  }

  @Test
  void writesLinesThatNobodyCanForge() throws JoranException {
    var lines =
        written(
            "lines", log -> log.atInfo().addKeyValue("fileName", FORGED).log("read {}", FORGED));

    assertEquals(1, lines.get(0).lines().count());
    assertTrue(lines.get(0).contains("read photo??12:00"), lines::toString);
    assertTrue(lines.get(0).chars().filter(Character::isISOControl).count() == 1, lines::toString);
  }
}
