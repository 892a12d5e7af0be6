// The only place that knows every feature: builds them and deploys them by role.
package de.belegbote;

import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.ConfigReader;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.Migrations;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Starts Belegbote, or plays the demo; ends with 1 and a clear reason when it cannot. */
public final class Main {
  private Main() {}

  /**
   * The command line: settings as {@link ConfigReader} reads them, the word {@code demo} alone,
   * {@code keys FOLDER}, which makes the key files that the folder lacks, {@code migrate} and the
   * settings of the database, which brings its schema up to date, or {@code documents move}, see
   * {@link MoveDocuments}.
   */
  public static void main(String[] arguments) {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    if (List.of(arguments).equals(List.of("demo"))) {
      System.exit(Demo.play(System.out));
    }
    if (MoveDocuments.isMeant(arguments)) {
      System.exit(MoveDocuments.run(List.of(arguments), System.getenv(), System.out));
    }
    if (arguments.length == 2 && arguments[0].equals("keys")) {
      System.exit(makeKeys(Path.of(arguments[1])));
    }
    if (arguments.length > 0 && arguments[0].equals("migrate")) {
      System.exit(migrate(List.of(arguments).subList(1, arguments.length)));
    }
    try {
      var words = List.of(arguments);
      boolean move =
          words.size() >= MoveSecrets.COMMAND.size()
              && words.subList(0, MoveSecrets.COMMAND.size()).equals(MoveSecrets.COMMAND);
      var settings = move ? words.subList(MoveSecrets.COMMAND.size(), words.size()) : words;
      var config = ConfigReader.read(settings, System.getenv());
      // Read by logback.xml; nothing before this line may log.
      System.setProperty("belegbote.log.level", config.log());
      System.setProperty("belegbote.log.form", config.dev() ? "lines" : "json");
      if (move) {
        new MoveSecrets(System.out).run(config);
        System.exit(0);
      }
      var house = House.start(config, TimeSource.system());
      house.ports().announce(config);
      Runtime.getRuntime().addShutdownHook(new Thread(house::stop, "shutdown"));
    } catch (ConfigException | Failure wrong) {
      System.err.println("Belegbote cannot start: " + wrong.getMessage());
      System.exit(1);
    }
  }

  private static int migrate(List<String> settings) {
    try {
      Migrations.run(ConfigReader.readForMigration(settings, System.getenv()));
      System.out.println("The schema is up to date.");
      return 0;
    } catch (ConfigException | Failure wrong) {
      System.err.println("The schema is not brought up to date: " + wrong.getMessage());
      return 1;
    }
  }

  private static int makeKeys(Path folder) {
    try {
      var before = KeyFiles.missing(folder);
      var unused = KeyFiles.in(folder);
      System.out.printf(
          "%s holds the keys of one installation (%s). Every process of it needs them; keep a copy"
              + " apart from the database's backup: together they open every secret.%n",
          folder, before.isEmpty() ? "they were there" : "new: " + String.join(", ", before));
      return 0;
    } catch (UncheckedIOException | IllegalStateException unusable) {
      System.err.println("The keys cannot be made: " + unusable.getMessage());
      return 1;
    }
  }
}
