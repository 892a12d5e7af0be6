// Wires what serves a tenant's customers: logins, portal accounts, enrolment, fetches.
package de.belegbote;

import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.HostedLinking;
import de.belegbote.accounts.Linking;
import de.belegbote.accounts.LoginRoutes;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountRoutes;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.accounts.StepLedger;
import de.belegbote.audit.AuditLog;
import de.belegbote.connect.ConnectRoutes;
import de.belegbote.connect.ConnectSweep;
import de.belegbote.connect.ConnectVisits;
import de.belegbote.enrolment.DeskEnrolment;
import de.belegbote.enrolment.Enrolment;
import de.belegbote.enrolment.EnrolmentRoutes;
import de.belegbote.enrolment.LinkVisits;
import de.belegbote.enrolment.SmsSender;
import de.belegbote.enrolment.TextMessages;
import de.belegbote.enrolment.TwilioReports;
import de.belegbote.enrolment.UploadLinks;
import de.belegbote.enrolment.barcode.BarcodeReader;
import de.belegbote.fetch.FetchRoutes;
import de.belegbote.fetch.FetchStore;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Routes;
import de.belegbote.pages.ConnectPage;
import de.belegbote.pages.SmsReportPage;
import de.belegbote.pages.UploadPage;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

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
    SmsSender sms,
    TenantFiles tenants) {

  /** What they offer: operations of the contract, pages for people, and what has to be swept. */
  record Made(
      List<Routes> routes,
      List<Consumer<Router>> pages,
      TextMessages messages,
      ConnectSweep sessions) {
    /** Erases what has served its time; to be run hourly. */
    Future<Void> forget(List<TenantId> tenants) {
      return messages.forget(tenants).eventually(() -> sessions.forget(tenants));
    }
  }

  Made made() {
    var logins = new LoginStore();
    var accounts = new PortalAccountStore();
    var orders = new FetchOrderQueue(bells);
    var linking = new Linking(logins, accounts, orders, secrets, db, time);
    String url = config.publicUrl().toString();
    var enrolment =
        new Enrolment(
            logins,
            accounts,
            catalogue,
            new StepLedger(),
            linking,
            secrets,
            tokens,
            prints,
            db,
            time,
            outbox,
            url);
    var messages = new TextMessages(sms, prints, tokens, db, time, url);
    var links = new UploadLinks(logins, messages, idempotency, db, time, url);
    var barcodes = new BarcodeReader(vertx.eventBus());
    var visits =
        new LinkVisits(
            logins, accounts, id -> catalogue.get(id).name(), enrolment, db, time, barcodes);
    var page =
        new UploadPage(
            new UploadPage.Parts(
                visits, enrolment, tenants, catalogue, new AuditLog(), db, time, config.secure()));
    var desk = new DeskEnrolment(logins, messages, enrolment, barcodes, db, time, url);
    var hosted = new HostedLinking(linking, accounts, logins, db, time);
    var wizard =
        new ConnectPage(
            new ConnectPage.Parts(
                new ConnectVisits(hosted, desk, catalogue, db, time),
                desk,
                enrolment,
                tenants,
                catalogue,
                new AuditLog(),
                db,
                time,
                config.secure()));
    List<Routes> routes =
        List.of(
            new LoginRoutes(logins, accounts, linking, db),
            new PortalAccountRoutes(
                linking, accounts, orders, catalogue, idempotency, db, time, Customers::attention),
            new ConnectRoutes(logins, accounts, catalogue, idempotency, db, time, url),
            new EnrolmentRoutes(enrolment, links, visits, time, config.secure()),
            new FetchRoutes(new FetchStore(), accounts, logins, orders, idempotency, db, time));
    List<Consumer<Router>> pages = new ArrayList<>(List.of(page, wizard));
    config
        .twilio()
        .ifPresent(
            twilio -> pages.add(new SmsReportPage(new TwilioReports(twilio, messages, url))));
    return new Made(routes, pages, messages, new ConnectSweep(db, time));
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
