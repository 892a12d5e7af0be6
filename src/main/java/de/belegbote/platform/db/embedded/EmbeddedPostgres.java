// Starts the PostgreSQL server that comes with trials and tests.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of one's own in a data folder: on loopback only, every role with a random password,
 * nothing trusted, and as careful with data as any other server.
 *
 * <p>In {@code <data folder>/postgres} lie {@code data} (the cluster), {@code roles.json} (the
 * passwords), {@code port} (the last one), {@code postgres.log} and, unless another place is given,
 * {@code bin-…} (the programs).
 */
public final class EmbeddedPostgres {
  /** May do everything; used for setting up only. */
  public static final String SUPERUSER = "postgres";

  /** Owns schema and tables; runs the migrations. */
  public static final String OWNER = "belegbote_owner";

  /** Works within one tenant, held by row-level security. */
  public static final String TENANT = "belegbote_tenant";

  /** Works on the queues of all tenants. */
  public static final String QUEUE = "belegbote_queue";

  /** The roles that can sign in. */
  public static final List<String> ROLES = List.of(SUPERUSER, OWNER, TENANT, QUEUE);

  /** The name of the database. */
  public static final String DATABASE = "belegbote";

  static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  // Recovery after a crash of the machine may take its time.
  private static final Duration READY_DEADLINE = Duration.ofMinutes(1);
  private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);
  private static final int TRIES = 3;

  private final Cluster cluster;
  private final Path programs;
  private final Binaries binaries;
  private final Map<String, Secret> passwords;

  private EmbeddedPostgres(Cluster cluster, Path programs, Binaries binaries) throws IOException {
    this.cluster = cluster;
    this.programs = programs;
    this.binaries = binaries;
    this.passwords = cluster.passwords();
  }

  /**
   * As {@link #start(Path, Path)}, with the programs beside the data.
   *
   * @param dataFolder made if absent
   */
  public static Running start(Path dataFolder) {
    return start(dataFolder, dataFolder.resolve("postgres"));
  }

  /**
   * Starts the server, or takes on the one a killed process left behind, and brings roles and
   * rights up to date. Blocks: seconds, at the first start some more; to be called on a worker.
   *
   * @param dataFolder belongs to this process alone from now on; made if absent
   * @param programs where the programs are unpacked, once; may be shared by processes of one user
   * @throws Failure {@link Problem#CONFLICT} if another process uses the folder, {@link
   *     Problem#UNAVAILABLE} if there are no programs or the server cannot run, with what to do
   */
  public static Running start(Path dataFolder, Path programs) {
    var binaries = new Binaries(EmbeddedPostgres.class.getClassLoader());
    binaries.require();
    try {
      FolderLock lock = FolderLock.take(PrivateFiles.folder(dataFolder));
      Running running = null;
      try {
        Path folder = PrivateFiles.folder(dataFolder.resolve("postgres"));
        Files.setPosixFilePermissions(folder, PrivateFiles.RWX);
        running = new EmbeddedPostgres(new Cluster(folder), programs, binaries).run(lock);
        return running;
      } finally {
        if (running == null) {
          lock.close();
        }
      }
    } catch (IOException | SQLException trouble) {
      throw new Failure(
          Problem.UNAVAILABLE,
          "The embedded database in " + dataFolder + " cannot be started; the log says why.",
          trouble);
    }
  }

  private Running run(FolderLock lock) throws IOException, SQLException {
    Optional<Server> left = usableLeftOver();
    Server server = left.isPresent() ? left.get() : startAnew();
    boolean done = false;
    try {
      int port = server.port().orElseThrow(() -> new IOException("the server noted no port"));
      new Bootstrap(port, passwords).apply();
      LOG.info(
          "embedded PostgreSQL {}, 127.0.0.1:{}, process {}, data in {}",
          left.isPresent() ? "taken on" : "started",
          port,
          server.process().pid(),
          cluster.data());
      done = true;
      return new Running(port, passwords, left.isPresent(), server, lock);
    } finally {
      if (!done) {
        server.stop();
      }
    }
  }

  /** The server an earlier process left, if it can be used; one that cannot is stopped. */
  private Optional<Server> usableLeftOver() throws IOException {
    Optional<Server> found = Server.find(cluster);
    if (found.isEmpty()) {
      return found;
    }
    Server server = found.get();
    Optional<Integer> port = Optional.empty();
    if (server.awaitReady(READY_DEADLINE)) {
      port = server.port();
    }
    if (port.isPresent() && new Bootstrap(port.get(), passwords).isServerOf(cluster.data())) {
      return found;
    }
    LOG.warn("stopping a left-over PostgreSQL that cannot be used: {}", server.process().pid());
    server.stop();
    return Optional.empty();
  }

  private Server startAnew() throws IOException {
    cluster.rotateLog();
    Programs tools = new Programs(binaries.unpack(programs), cluster.log());
    tools.require();
    cluster.initialise(tools, passwords.get(SUPERUSER));
    cluster.configure();
    Failure last = null;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      // The port may be taken between looking and starting: then another one.
      int port = attempt == 0 ? freePort(cluster.lastPort().orElse(0)) : freePort(0);
      long before = Files.size(cluster.log());
      Server server =
          new Server(tools.startServer(cluster.data(), port).toHandle(), cluster.data());
      if (server.awaitReady(READY_DEADLINE)) {
        cluster.rememberPort(port);
        return server;
      }
      server.stop();
      last = tools.failed("the server did not come up", before);
      LOG.warn("attempt {} of {}: {}", attempt + 1, TRIES, last.detail());
      TimeSource.system().pause().accept(BEFORE_NEXT_TRY);
    }
    throw last == null ? new IllegalStateException("no attempt was made") : last;
  }

  /** The wanted port if nobody has it, else (and for 0) one that nobody has. */
  private static int freePort(int wanted) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(loopback, wanted));
      return probe.getLocalPort();
    } catch (IOException taken) {
      if (wanted == 0) {
        throw taken;
      }
      return freePort(0);
    }
  }
}
