// Wires what signs in at portals and brings invoices home.
package de.belegbote;

import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.fetch.FetchParts;
import de.belegbote.fetch.FetchVerticle;
import de.belegbote.fetch.SchedulerVerticle;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.fetch.browser.EgressPass;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.invoices.DocumentStore;
import de.belegbote.invoices.InvoiceStore;
import de.belegbote.invoices.OrphanSweep;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Recipes;
import de.belegbote.secrets.NamedSecretStore;
import de.belegbote.secrets.Released;
import de.belegbote.secrets.SecretStore;
import de.belegbote.secrets.SecretSweep;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shared parts that fetching is built from. */
record Fetching(
    Vertx vertx,
    TimeSource time,
    Database db,
    TenantFiles tenants,
    SecretStore secrets,
    DocumentStore documents,
    Bells bells,
    Outbox outbox,
    Recipes recipes,
    String publicUrl,
    MeterRegistry meters) {
  private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);

  /**
   * Starts the way out for browsers.
   *
   * @param routes addresses of hosts that are not looked up, as {@code host:443}
   */
  Future<EgressProxy> wayOut(Map<String, SocketAddress> routes) {
    return EgressProxy.listen(vertx, new EgressGuard(vertx, routes), EgressPass.Limits.usual());
  }

  /**
   * A worker for each portal whose engine is there, and the scheduler, which is to be deployed
   * last.
   */
  List<Deployable> verticles(Browsers browsers) {
    var parts =
        new FetchParts(
            db,
            tenants,
            secrets,
            documents,
            new LoginStore(),
            new PortalAccountStore(),
            new FetchOrderQueue(bells),
            outbox,
            bells,
            browsers,
            time,
            publicUrl,
            meters);
    List<Deployable> verticles = new ArrayList<>();
    for (Recipe recipe : recipes.all()) {
      if (browsers.have(recipe.engine())) {
        verticles.add(new FetchVerticle(parts, recipe));
      } else {
        LOG.warn("{} is left out: its recipe wants {}", recipe.id(), recipe.engine());
      }
    }
    var orphans = new OrphanSweep(db, documents, new InvoiceStore(), time);
    var secretSweep = new SecretSweep(db, secrets, new NamedSecretStore(), time);
    verticles.add(new Released(bells, secretSweep));
    verticles.add(
        new SchedulerVerticle(
            parts,
            List.of(
                new SchedulerVerticle.Sweep(
                    "documents without an invoice", Duration.ofHours(1), orphans::sweep),
                new SchedulerVerticle.Sweep(
                    "secrets without a row", Duration.ofHours(1), secretSweep::sweep),
                new SchedulerVerticle.Sweep(
                    "seeds that were not chosen",
                    Duration.ofMinutes(1),
                    secretSweep::endChoices))));
    return verticles;
  }
}
