// The command that brings all documents from one store into the other.
package de.belegbote;

import de.belegbote.invoices.DocumentMove;
import de.belegbote.platform.Failure;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.ConfigReader;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.DatabaseSettings;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.platform.db.embedded.Running;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * {@code documents move --to=s3|directory [--erase] [settings]}: with the settings of the service,
 * {@code s3.*} among them, whichever store is in use. Without {@code --erase} it changes nothing
 * where the documents are, so it can run beside the service.
 */
final class MoveDocuments {
  private MoveDocuments() {}

  /** Whether the command line is this command's. */
  static boolean isMeant(String[] arguments) {
    return arguments.length >= 2 && arguments[0].equals("documents") && arguments[1].equals("move");
  }

  /**
   * Does it; blocks until it is done.
   *
   * @return the exit code: 0 when every document that a row names is whole where it should be
   */
  static int run(List<String> line, Map<String, String> environment, PrintStream out) {
    var arguments = new ArrayList<>(line.subList(2, line.size()));
    boolean erase = arguments.remove("--erase");
    boolean toS3 = arguments.remove("--to=s3");
    boolean toDirectory = arguments.remove("--to=directory");
    if (toS3 == toDirectory) {
      out.println(
          "Say where to: documents move --to=s3, or --to=directory; then --erase, settings.");
      return 1;
    }
    try {
      Config config = ConfigReader.read(arguments, environment);
      if (config.documents().s3().isEmpty()) {
        out.println("No bucket is named: set s3.bucket and what goes with it.");
        return 1;
      }
      System.setProperty("belegbote.log.level", config.log());
      return move(config, toS3, erase, out) ? 0 : 1;
    } catch (ConfigException | Failure wrong) {
      out.println("The documents cannot be moved: " + wrong.getMessage());
      return 1;
    }
  }

  private static boolean move(Config config, boolean toS3, boolean erase, PrintStream out) {
    var vertx = Vertx.vertx();
    var embedded = config.database().isPresent() ? null : EmbeddedPostgres.start(config.data());
    try {
      var db = new Database(vertx, config.database().orElseGet(() -> settings(embedded)));
      var both = Documents.of(vertx, config);
      var s3 = both.s3().orElseThrow();
      var move =
          toS3
              ? new DocumentMove(db, both.directory(), s3, erase)
              : new DocumentMove(db, s3, both.directory(), erase);
      var all = DocumentMove.Done.NOTHING;
      for (Tenant tenant : new TenantFiles(config.tenants(), config.data()).all()) {
        all = all.and(await(move.move(tenant.id())));
      }
      out.printf(
          "%d documents copied, %d were there already, all read back and compared.%n",
          all.copied(), all.there());
      all.lostKeys().forEach(key -> out.println("Whole in neither store: " + key));
      int lost = all.lostKeys().size();
      out.println(
          !erase
              ? "Nothing was erased."
              : "Those that are whole are erased where they were"
                  + (lost == 0 ? "." : "; %d %s not.".formatted(lost, lost == 1 ? "is" : "are")));
      return all.lostKeys().isEmpty();
    } finally {
      await(vertx.close());
      if (embedded != null) {
        embedded.stop();
      }
    }
  }

  private static DatabaseSettings settings(Running embedded) {
    return embedded.settings(4);
  }

  // Each question to store and database has a deadline of its own; how many there are has none.
  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    }
  }
}
