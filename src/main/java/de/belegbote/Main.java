// The only place that knows every feature: builds them and deploys them by role.
package de.belegbote;

import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.ConfigReader;
import java.util.List;

/** Starts Belegbote, or plays the demo; ends with 1 and a clear reason when it cannot. */
public final class Main {
  private Main() {}

  /**
   * The command line: settings as {@link ConfigReader} reads them, or the word {@code demo} alone.
   */
  public static void main(String[] arguments) {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    if (List.of(arguments).equals(List.of("demo"))) {
      System.exit(Demo.play(System.out));
    }
    try {
      var config = ConfigReader.read(List.of(arguments), System.getenv());
      // Read by logback.xml; nothing before this line may log.
      System.setProperty("belegbote.log.level", config.log());
      System.setProperty("belegbote.log.form", config.dev() ? "lines" : "json");
      var house = House.start(config, TimeSource.system());
      house.ports().announce(config);
      Runtime.getRuntime().addShutdownHook(new Thread(house::stop, "shutdown"));
    } catch (ConfigException | Failure wrong) {
      System.err.println("Belegbote cannot start: " + wrong.getMessage());
      System.exit(1);
    }
  }
}
