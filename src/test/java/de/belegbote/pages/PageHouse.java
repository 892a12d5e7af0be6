// A server with the upload page, the API of enrolment, a database of its own, and one tenant.
package de.belegbote.pages;

import static de.belegbote.testing.Wait.until;

import com.google.errorprone.annotations.FormatMethod;
import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.Linking;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.accounts.StepLedger;
import de.belegbote.audit.AuditLog;
import de.belegbote.enrolment.Enrolment;
import de.belegbote.enrolment.EnrolmentRoutes;
import de.belegbote.enrolment.LinkVisits;
import de.belegbote.enrolment.OutboxSmsSender;
import de.belegbote.enrolment.TextMessages;
import de.belegbote.enrolment.UploadLinks;
import de.belegbote.enrolment.barcode.BarcodeReader;
import de.belegbote.enrolment.barcode.BarcodeVerticle;
import de.belegbote.http.AccessTokens;
import de.belegbote.http.Contract;
import de.belegbote.http.HttpVerticle;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.crypto.TokenKeys;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.Migrations;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.ApiKeyStore;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.Portal;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Operations of other features answer as if they failed; nobody asks for one here. */
final class PageHouse implements AutoCloseable {
  static final TenantId TENANT =
      new TenantId(UUID.fromString("0193a1c0-0000-7000-8000-00000000c001"));

  /** Holds what would break out of HTML. */
  static final String TENANT_NAME = "Kanzlei <i>Süd</i> & \"Co\"";

  static final String LABEL = "<script>alert('Büro')</script>";

  final TestDatabase database = TestDatabase.create();
  final TurnableClock clock = new TurnableClock(Instant.parse("2026-08-01T09:00:05Z"));
  final TimeSource time = clock.source();
  final Vertx vertx = Vertx.vertx();
  final Database db = new Database(vertx, database.settings());
  final SealedSecretStore secrets;
  private final HttpVerticle server;
  private final String key;

  PageHouse(Path folder) {
    var logins = new LoginStore();
    var accounts = new PortalAccountStore();
    var bells = new Bells(vertx);
    var audit = new AuditLog();
    secrets = new SealedSecretStore(db, sealing(folder, "secrets"), audit, time);
    var prints = PrintKey.at(folder.resolve("print.key"));
    var linking = new Linking(logins, accounts, new FetchOrderQueue(bells), secrets, db, time);
    String url = "https://belege.example.com";
    var enrolment =
        new Enrolment(
            logins,
            accounts,
            catalogue(),
            new StepLedger(),
            linking,
            secrets,
            sealing(folder, "api"),
            prints,
            db,
            time,
            new Outbox(bells, time),
            url);
    var visits =
        new LinkVisits(
            logins,
            accounts,
            id -> "Übungsportal",
            enrolment,
            db,
            time,
            new BarcodeReader(vertx.eventBus()));
    var idempotency = new Idempotency(db, prints, time);
    var messages =
        new TextMessages(new OutboxSmsSender(time), prints, sealing(folder, "api"), db, time, url);
    var links = new UploadLinks(logins, messages, idempotency, db, time, url);
    var tenants = tenants(folder);
    var keys = new ApiKeyStore();
    var contract = until(Contract.load(vertx));
    var operations =
        new Operations(
            contract,
            new Operations.Parts(
                db,
                tenants,
                keys,
                audit,
                sealing(folder, "cursors"),
                new AccessTokens(
                    TokenKeys.at(folder.resolve("tokens.json")), URI.create(url), time),
                time));
    new EnrolmentRoutes(enrolment, links, visits, time, true).bind(operations);
    others(contract.published())
        .forEach(id -> operations.operation(id, call -> Future.failedFuture("not here")));
    var page =
        new UploadPage(
            new UploadPage.Parts(visits, enrolment, tenants, catalogue(), audit, db, time, true));
    server = new HttpVerticle(operations, contract, List.of(page), "127.0.0.1", 0);
    until(vertx.deployVerticle(new BarcodeVerticle(time)));
    until(vertx.deployVerticle(server));
    key =
        until(
                db.inTenant(
                    TENANT,
                    c ->
                        keys.create(
                            c,
                            "t",
                            List.of("read", "write", "enrol"),
                            Optional.empty(),
                            time.now())))
            .key();
  }

  private static SealingKey sealing(Path folder, String name) {
    return SealingKey.at(folder.resolve(name + ".json"));
  }

  private static TenantFiles tenants(Path folder) {
    try {
      Path files = Files.createDirectories(folder.resolve("tenants"));
      Files.writeString(
          files.resolve("t.yaml"),
          """
          id: %s
          name: '%s'
          languages: [de, en, fr]
          portals: ["*"]
          support: "https://hilfe.example.com/?a=1&b=2"
          """
              .formatted(TENANT, TENANT_NAME));
      return new TenantFiles(Optional.of(files), folder);
    } catch (IOException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  private static PortalCatalogue catalogue() {
    var steps =
        new JsonObject()
            .put("de", new JsonArray().add("Oben auf Sicherheit gehen"))
            .put("en", new JsonArray().add("Go to Security at the top"));
    var json = new JsonObject().put("authenticator", new JsonObject().put("steps", steps));
    return new PortalCatalogue(
        List.of(new Portal("practice", "Übungsportal", "practice", false, json)));
  }

  private static List<String> others(String contract) {
    var names = Pattern.compile("operationId: (\\w+)").matcher(contract);
    var all = new ArrayList<String>();
    while (names.find()) {
      all.add(names.group(1));
    }
    all.removeIf(
        id ->
            id.matches(
                "on[A-Z].*|createToken|.*(SecondFactor|SecondFactorKey|UploadLinks?|Barcode|Photo)"));
    return all;
  }

  String root() {
    return "http://127.0.0.1:" + server.port();
  }

  /** A login that waits for its second factor. */
  UUID login() {
    UUID login = Ids.next();
    UUID company = Ids.next();
    sql(
        "insert into company (tenant_id, id, name, created_at, updated_at)"
            + " values ('%s', '%s', 'Firma', now(), now())",
        TENANT, company);
    sql(
        "insert into login (tenant_id, id, company_id, realm, username, created_at, updated_at)"
            + " values ('%s', '%s', '%s', 'practice', 'u-%s', now(), now())",
        TENANT, login, company, login);
    sql("insert into login_lease (tenant_id, id) values ('%s', '%s')", TENANT, login);
    sql(
        "insert into portal_account (tenant_id, id, company_id, portal_id, login_id, label, state,"
            + " schedule, since, consent_text, consent_at, consent_by, created_at, updated_at)"
            + " values ('%s', '%s', '%s', 'practice', '%s', '%s', 'new', '{}', '2026-01-01', '1',"
            + " now(), 'test', now(), now())",
        TENANT, Ids.next(), company, login, LABEL.replace("'", "''"));
    return login;
  }

  /** The token of a fresh link for a login. */
  String link(UUID login) {
    var answer =
        api(
            "POST",
            "/v1/logins/" + login + "/upload-links",
            new JsonObject().put("delivery", "link"));
    return answer.getString("url").replaceFirst(".*/u/", "");
  }

  /** State of the second factor, as the API tells it. */
  String factor(UUID login) {
    return api("GET", "/v1/logins/" + login + "/second-factor", null).getString("state");
  }

  JsonObject api(String method, String path, JsonObject body) {
    var request =
        HttpRequest.newBuilder(URI.create(root() + path))
            .header("X-API-KEY", key)
            .header("Idempotency-Key", Ids.next().toString())
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    try {
      var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    } catch (IOException | InterruptedException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  /** A number out of the database, seen past row-level security. */
  @FormatMethod
  long count(String query, Object... values) {
    try (var connection = database.connect(EmbeddedPostgres.SUPERUSER)) {
      connection.setSchema(Migrations.SCHEMA);
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery(query.formatted(values))) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  @FormatMethod
  private void sql(String sql, Object... values) {
    try (var connection = database.connect(EmbeddedPostgres.SUPERUSER)) {
      connection.setSchema(Migrations.SCHEMA);
      try (var statement = connection.createStatement()) {
        var unused = statement.execute(sql.formatted(values));
      }
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  @Override
  public void close() {
    until(vertx.close());
    database.close();
  }
}
