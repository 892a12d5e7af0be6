// One thing of every kind a tenant can have, for tests that ask who can see it.
package de.belegbote;

import de.belegbote.invoices.DocumentStore;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.ExportCode;
import de.belegbote.testing.ExportCode.Account;
import de.belegbote.testing.QrCode;
import de.belegbote.testing.Wait;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What was made. Nothing of it is due, so nothing changes by itself.
 *
 * @param ids by the names the contract gives them
 * @param mark stands in every text that could be shown
 * @param uploadToken opens the upload link
 */
record OneOfEach(Map<String, String> ids, String mark, String uploadToken) {
  // What only a run or a delivery makes is written as they write it, by the service's role.
  private static final String ROWS =
      """
      insert into fetch_run (tenant_id, id, portal_account_id, company_id, portal_id, trigger, state,
          outcome, recipe, queued_at, started_at, finished_at)
        values (T, '{fetchId}', '{portalAccountId}', '{companyId}', 'practice', 'request', 'finished',
          'OK', 'practice@1', now(), now(), now());
      insert into invoice (tenant_id, id, company_id, portal_account_id, login_id, portal_id, kind,
          identity, number, date, sha256, size, content_type, document_key, source_address,
          fetched_at, recipe, fetch_id, created_at)
        values (T, '{invoiceId}', '{companyId}', '{portalAccountId}', '{loginId}', 'practice',
          'invoice', '{mark}', '{mark}', '2026-07-31', '\\x{sha256}', {size}, 'application/pdf',
          '{document}', 'https://practice.example.com/{mark}.pdf', now(), 'practice@1', '{fetchId}',
          now());
      insert into event (tenant_id, id, type, company_id, portal_account_id, sequence, payload,
          occurred_at)
        values (T, '{eventId}', 'fetch.finished', '{companyId}', '{portalAccountId}', 1,
          '{payload}', now());
      insert into delivery (tenant_id, id, event_id, endpoint_id, state, created_at)
        values (T, '{deliveryId}', '{eventId}', '{endpointId}', 'delivered', now());
      insert into secret_use (tenant_id, id, at, login_id, secret, purpose, actor, fetch_id, result)
        values (T, '{secretUseId}', now(), '{loginId}', 'password', 'sign_in', '{mark}',
          '{fetchId}', 'ok');
      """
          .replace("T,", "nullif(current_setting('belegbote.tenant', true), '')::uuid,");

  /**
   * Makes it all.
   *
   * @param idempotencyKey of every request that can have one
   */
  static OneOfEach make(
      TestHouse house, DocumentStore documents, String tenant, String idempotencyKey)
      throws SQLException {
    var client = house.as(tenant).with("Idempotency-Key", idempotencyKey);
    String mark = "mark-" + UUID.randomUUID();
    Map<String, String> ids = new LinkedHashMap<>();
    var company = new JsonObject().put("name", mark).put("externalId", mark);
    ids.put("companyId", id(client.post("/companies", company)));
    var account = client.post("/portal-accounts", account(ids.get("companyId"), mark));
    ids.put("portalAccountId", id(account));
    ids.put("loginId", account.json().getString("loginId"));
    String login = "/logins/" + ids.get("loginId");
    client
        .put(
            login + "/second-factor/key",
            new JsonObject().put("key", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
        .is(200);
    ids.put("candidateId", candidate(client, login, mark));
    var link = client.post(login + "/upload-links", new JsonObject().put("delivery", "link"));
    ids.put("uploadLinkId", id(link));
    var session = new JsonObject().put("companyId", ids.get("companyId"));
    ids.put("connectSessionId", id(client.post("/connect-sessions", session)));
    var key = new JsonObject().put("name", mark).put("scopes", new JsonArray().add("read"));
    ids.put("apiKeyId", id(client.post("/api-keys", key)));
    var endpoint =
        new JsonObject().put("url", "http://127.0.0.1:9/" + mark).put("description", mark);
    ids.put("endpointId", id(client.post("/webhook-endpoints", endpoint)));
    for (String name : new String[] {"fetchId", "invoiceId", "eventId"}) {
      ids.put(name, UUID.randomUUID().toString());
    }
    var made = new OneOfEach(Map.copyOf(ids), mark, token(link.json()));
    made.insertRows(house, documents, tenant);
    return made;
  }

  /** One of two accounts of an export that wait to be chosen from. */
  private static String candidate(ApiClient client, String login, String mark) {
    byte[] seed = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    byte[] other = "another-seed-20-byte".getBytes(StandardCharsets.US_ASCII);
    String export = ExportCode.uri(Account.totp(seed, "a", mark), Account.totp(other, "b", mark));
    String body =
        "--part\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n"
            + new String(QrCode.png(export), StandardCharsets.ISO_8859_1)
            + "\r\n--part--\r\n";
    return client
        .with("Content-Type", "multipart/form-data; boundary=part")
        .send("POST", login + "/second-factor/barcode", body.getBytes(StandardCharsets.ISO_8859_1))
        .is(202)
        .json()
        .getJsonArray("candidates")
        .getJsonObject(0)
        .getString("id");
  }

  private static JsonObject account(String company, String mark) {
    return new JsonObject()
        .put("companyId", company)
        .put("portalId", "practice")
        .put("label", mark)
        .put(
            "credentials",
            new JsonObject().put("username", mark + "@example.com").put("password", "p-" + mark))
        .put(
            "consent",
            new JsonObject()
                .put("textVersion", "2026-01-de")
                .put("acceptedAt", "2026-08-01T09:01:00Z")
                .put("acceptedBy", mark));
  }

  private static String token(JsonObject link) {
    String url = link.getString("url");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private static String id(ApiClient.Answer made) {
    return made.is(201).json().getString("id");
  }

  private void insertRows(TestHouse house, DocumentStore documents, String tenant)
      throws SQLException {
    var stored =
        Wait.until(
            documents.put(
                new TenantId(UUID.fromString(tenant)),
                UUID.fromString(ids.get("invoiceId")),
                Buffer.buffer("%PDF-1.7 " + mark)));
    var values = new LinkedHashMap<String, String>(ids);
    values.put("mark", mark);
    values.put("sha256", stored.sha256());
    values.put("size", String.valueOf(stored.size()));
    values.put("document", stored.key());
    values.put("payload", payload());
    values.put("deliveryId", UUID.randomUUID().toString());
    values.put("secretUseId", UUID.randomUUID().toString());
    String sql = ROWS;
    for (var value : values.entrySet()) {
      sql = sql.replace("{" + value.getKey() + "}", value.getValue());
    }
    try (Connection service = house.database().connect(EmbeddedPostgres.TENANT);
        Statement statement = service.createStatement()) {
      boolean unused =
          statement.execute(
              "set search_path = belegbote; select set_config('belegbote.tenant', '"
                  + tenant
                  + "', false)");
      unused = statement.execute(sql);
    }
  }

  private String payload() {
    var counts = new JsonObject().put("found", 1).put("stored", 1).put("known", 0).put("failed", 0);
    return new JsonObject()
        .put("id", ids.get("eventId"))
        .put("type", "fetch.finished")
        .put("timestamp", "2026-08-01T09:09:00Z")
        .put("sequence", 1)
        .put(
            "data",
            new JsonObject()
                .put("fetchId", ids.get("fetchId"))
                .put("portalAccountId", ids.get("portalAccountId"))
                .put("companyId", ids.get("companyId"))
                .put("portalId", "practice")
                .put("trigger", "request")
                .put("outcome", "OK")
                .put("counts", counts)
                .put("link", "http://belegbote.test/" + mark))
        .encode();
  }
}
