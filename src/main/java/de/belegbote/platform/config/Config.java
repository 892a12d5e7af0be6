// Everything an operator can set, read once and checked as a whole.
package de.belegbote.platform.config;

import de.belegbote.platform.db.DatabaseSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What this process is told to be.
 *
 * @param dev trial mode: embedded parts, loopback only, developer's helpers on the management port
 * @param roles parts to run: api, fetch, webhooks
 * @param data folder for documents and embedded parts
 * @param keys folder of the key files; all processes of an installation need the same ones
 * @param listen address of the public port
 * @param port public port, 0 for any free one
 * @param managementPort port of health, metrics and (in dev) the outbox; loopback only in dev
 * @param publicUrl how the outside reaches us, without a slash at the end
 * @param tenants folder of the tenant files
 * @param recipes folder of the operator's own recipes, if there is one
 * @param database where the database is; empty means the embedded one
 * @param twilio the account that carries text messages; empty means the outbox in dev, else nobody
 * @param documents where documents are kept
 * @param practicePort loopback port of the practice portal for people's browsers (dev only)
 * @param vault where secrets lie; empty means sealed in the database (dev only)
 * @param chromium the second browser engine
 * @param log least level of the log: error, warn, info or debug
 */
public record Config(
    boolean dev,
    Set<Role> roles,
    Path data,
    Path keys,
    String listen,
    int port,
    int managementPort,
    URI publicUrl,
    Optional<Path> tenants,
    Optional<Path> recipes,
    Optional<DatabaseSettings> database,
    Optional<TwilioSettings> twilio,
    DocumentSettings documents,
    int practicePort,
    Optional<VaultSettings> vault,
    ChromiumSettings chromium,
    String log) {

  /** A part of the service that a process can run. */
  public enum Role {
    API,
    FETCH,
    WEBHOOKS
  }

  /** Whether browsers reach us by TLS, so that cookies can be bound to it. */
  public boolean secure() {
    return publicUrl.getScheme().equals("https");
  }
}
