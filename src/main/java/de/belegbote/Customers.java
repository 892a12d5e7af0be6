// Wires what serves a tenant's customers: logins, portal accounts, enrolment, fetches.
package de.belegbote;

import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.Linking;
import de.belegbote.accounts.LoginRoutes;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountRoutes;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.accounts.StepLedger;
import de.belegbote.enrolment.Enrolment;
import de.belegbote.enrolment.EnrolmentRoutes;
import de.belegbote.enrolment.SmsSender;
import de.belegbote.enrolment.UploadLinks;
import de.belegbote.enrolment.barcode.BarcodeReader;
import de.belegbote.fetch.FetchRoutes;
import de.belegbote.fetch.FetchStore;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Routes;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The shared parts that these features are built from. */
record Customers(
    Config config,
    Vertx vertx,
    TimeSource time,
    Database db,
    SecretStore secrets,
    SealingKey tokens,
    PrintKey prints,
    Bells bells,
    Outbox outbox,
    Idempotency idempotency,
    PortalCatalogue catalogue,
    SmsSender sms) {

  List<Routes> routes() {
    var logins = new LoginStore();
    var accounts = new PortalAccountStore();
    var orders = new FetchOrderQueue(bells);
    var linking = new Linking(logins, accounts, orders, secrets, db, time);
    String url = config.publicUrl().toString();
    var enrolment =
        new Enrolment(
            logins,
            accounts,
            new StepLedger(),
            linking,
            secrets,
            tokens,
            prints,
            db,
            time,
            outbox,
            url);
    var links =
        new UploadLinks(
            logins,
            accounts,
            id -> catalogue.get(id).name(),
            enrolment,
            sms,
            idempotency,
            prints,
            db,
            time,
            new BarcodeReader(vertx.eventBus()),
            url);
    return List.of(
        new LoginRoutes(logins, accounts, linking, db),
        new PortalAccountRoutes(
            linking, accounts, orders, catalogue, idempotency, db, time, Customers::attention),
        new EnrolmentRoutes(enrolment, links, time, config.secure()),
        new FetchRoutes(new FetchStore(), accounts, logins, orders, idempotency, db, time));
  }

  private static JsonObject attention(String name, Locale language) {
    var outcome = FetchOutcome.valueOf(name);
    return new JsonObject()
        .put("reason", name)
        .put("canHeal", outcome.canHeal())
        .put("text", outcome.text(language))
        .put("action", outcome.action(language));
  }
}
