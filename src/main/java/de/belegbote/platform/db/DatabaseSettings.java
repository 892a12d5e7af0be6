// Where the database is and who we are there.
package de.belegbote.platform.db;

import de.belegbote.platform.Secret;
import java.nio.file.Path;

/**
 * One PostgreSQL database and the passwords of the three roles that log in to it.
 *
 * @param host name or address
 * @param port TCP port
 * @param database its name
 * @param ownerPassword of belegbote_owner, used for migrations only; null where they run elsewhere
 * @param tenantPassword of belegbote_tenant
 * @param queuePassword of belegbote_queue
 * @param tls whether the connection must be encrypted and the server's certificate verified
 * @param authority PEM file of the authorities to trust; null for those of the JVM
 * @param poolSize connections of the tenant role, at least 2
 */
public record DatabaseSettings(
    String host,
    int port,
    String database,
    Secret ownerPassword,
    Secret tenantPassword,
    Secret queuePassword,
    boolean tls,
    Path authority,
    int poolSize) {

  /** Settings that trust the authorities of the JVM. */
  public DatabaseSettings(
      String host,
      int port,
      String database,
      Secret ownerPassword,
      Secret tenantPassword,
      Secret queuePassword,
      boolean tls,
      int poolSize) {
    this(host, port, database, ownerPassword, tenantPassword, queuePassword, tls, null, poolSize);
  }
}
