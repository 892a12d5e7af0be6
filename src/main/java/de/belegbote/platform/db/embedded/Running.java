// What a started embedded database offers.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Secret;
import de.belegbote.platform.db.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** An embedded database that takes connections, until it is stopped. */
public final class Running implements AutoCloseable {
  private final int port;
  private final Map<String, Secret> passwords;
  private final boolean reused;
  private final Server server;
  private final FolderLock lock;
  private boolean stopped;

  Running(int port, Map<String, Secret> passwords, boolean reused, Server server, FolderLock lock) {
    this.port = port;
    this.passwords = passwords;
    this.reused = reused;
    this.server = server;
    this.lock = lock;
  }

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The passwords of {@link EmbeddedPostgres#ROLES}, by role. */
  public Map<String, Secret> passwords() {
    return passwords;
  }

  /** Whether the server was left over by a killed process and taken on instead of started. */
  public boolean reused() {
    return reused;
  }

  /** The process id of the server. */
  public long pid() {
    return server.process().pid();
  }

  /**
   * How the service reaches the database.
   *
   * @param poolSize connections of the tenant role, at least 2
   */
  public DatabaseSettings settings(int poolSize) {
    return new DatabaseSettings(
        "127.0.0.1",
        port,
        EmbeddedPostgres.DATABASE,
        passwords.get(EmbeddedPostgres.OWNER),
        passwords.get(EmbeddedPostgres.TENANT),
        passwords.get(EmbeddedPostgres.QUEUE),
        false,
        poolSize);
  }

  /**
   * Ends the server and gives the data folder free. Blocks for a second as a rule, 40 s at most;
   * stopping twice does nothing more.
   */
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try (lock) {
      server.stop();
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
