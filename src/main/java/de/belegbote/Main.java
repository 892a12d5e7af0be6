// The only place that knows every command: starts the service, or does one thing and ends.
package de.belegbote;

import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.ConfigReader;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.Migrations;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Ends with 1 and a clear reason when it cannot do what it was told. */
public final class Main {
  private Main() {}

  /**
   * The command line: settings as {@link ConfigReader} reads them start the service. Before them
   * may stand a command, which is done instead:
   *
   * <ul>
   *   <li>{@code demo}, alone: the main job as a story
   *   <li>{@code barcode FILE…}: tells what stands in pictures, see {@link PictureCommand}
   *   <li>{@code recipe check FILE…}: looks recipes over, see {@link RecipeCommand}
   *   <li>{@code keys FOLDER}: makes the key files that the folder lacks
   *   <li>{@code token-key add|use|drop FOLDER}: see {@link TokenKeyCommand}
   *   <li>{@code migrate}: brings the schema of the database up to date
   *   <li>{@code doctor}: looks at the installation, see {@link Doctor}
   *   <li>{@code secrets move --to vault}: see {@link MoveSecrets}
   *   <li>{@code documents move --to=s3}, or {@code --to=directory}: see {@link MoveDocuments}
   * </ul>
   */
  public static void main(String[] arguments) {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    List<String> words = List.of(arguments);
    if (words.equals(List.of("demo"))) {
      System.exit(Demo.play(System.out));
    } else if (begin(words, List.of("barcode"))) {
      System.exit(readPictures(words.subList(1, words.size())));
    } else if (begin(words, List.of("recipe"))) {
      System.exit(checkRecipes(words.subList(1, words.size())));
    } else if (words.size() == 2 && words.get(0).equals("keys")) {
      System.exit(makeKeys(Path.of(words.get(1))));
    } else if (begin(words, List.of("token-key"))) {
      System.exit(TokenKeyCommand.run(words.subList(1, words.size()), System.out, System.err));
    } else if (MoveDocuments.isMeant(arguments)) {
      System.exit(MoveDocuments.run(words, System.getenv(), System.out));
    } else if (begin(words, List.of("migrate"))) {
      System.exit(migrate(words.subList(1, words.size())));
    } else if (begin(words, List.of("doctor"))) {
      var settings = words.subList(1, words.size());
      System.exit(Doctor.run(settings, System.getenv(), TimeSource.system(), System.out));
    } else if (begin(words, MoveSecrets.COMMAND)) {
      System.exit(moveSecrets(words.subList(MoveSecrets.COMMAND.size(), words.size())));
    } else {
      serve(words);
    }
  }

  private static boolean begin(List<String> words, List<String> command) {
    return words.size() >= command.size() && words.subList(0, command.size()).equals(command);
  }

  private static void serve(List<String> settings) {
    try {
      Config config = configure(settings);
      var house = House.start(config, TimeSource.system());
      house.ports().announce(config);
      Runtime.getRuntime().addShutdownHook(new Thread(house::stop, "shutdown"));
    } catch (ConfigException | Failure wrong) {
      System.err.println("Belegbote cannot start: " + wrong.getMessage());
      System.exit(1);
    }
  }

  /** Reads the settings, and tells logback.xml what they say of the log; nothing logs before. */
  private static Config configure(List<String> settings) {
    Config config = ConfigReader.read(settings, System.getenv());
    System.setProperty("belegbote.log.level", config.log());
    System.setProperty("belegbote.log.form", config.dev() ? "lines" : "json");
    return config;
  }

  private static int readPictures(List<String> arguments) {
    // Lines of a log would stand between the lines of the answer.
    System.setProperty("belegbote.log.level", "OFF");
    System.setProperty("java.awt.headless", "true");
    return PictureCommand.run(arguments, System.out, System.err);
  }

  private static int checkRecipes(List<String> arguments) {
    System.setProperty("belegbote.log.level", "OFF");
    return RecipeCommand.run(arguments, System.out, System.err);
  }

  private static int moveSecrets(List<String> settings) {
    try {
      new MoveSecrets(System.out).run(configure(settings));
      return 0;
    } catch (ConfigException | Failure wrong) {
      System.err.println("The secrets are not moved: " + wrong.getMessage());
      return 1;
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
