// The parts of the house that fetching works with.
package de.belegbote.fetch;

import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.invoices.DocumentStore;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.secrets.SecretStore;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Shared by all fetch workers of a process.
 *
 * @param publicUrl how the outside reaches us, for links; without a slash at the end
 */
public record FetchParts(
    Database db,
    TenantFiles tenants,
    SecretStore secrets,
    DocumentStore documents,
    LoginStore logins,
    PortalAccountStore accounts,
    FetchOrderQueue orders,
    Outbox outbox,
    Bells bells,
    Browsers browsers,
    TimeSource time,
    String publicUrl,
    MeterRegistry meters) {}
