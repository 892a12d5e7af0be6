// Everything that is logged while a test listens, ours down to TRACE.
package de.belegbote.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Keeps message, key-value pairs, MDC and stack trace of each line; ends with {@link #close}. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final String OURS = "de.belegbote";

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger root = context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = context().getLogger(OURS);
  private final Level before = ours.getLevel();

  public CapturedLog() {
    setContext(context());
    start();
    ours.setLevel(Level.TRACE);
    root.addAppender(this);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  @Override
  protected void append(ILoggingEvent event) {
    var proxy = event.getThrowableProxy();
    lines.add(
        event.getInstant()
            + " "
            + event.getLevel()
            + " "
            + event.getLoggerName()
            + " "
            + event.getFormattedMessage()
            + " "
            + event.getKeyValuePairs()
            + " "
            + event.getMDCPropertyMap()
            + (proxy == null ? "" : "\n" + ThrowableProxyUtil.asString(proxy)));
  }

  public String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    ours.setLevel(before);
    stop();
  }
}
