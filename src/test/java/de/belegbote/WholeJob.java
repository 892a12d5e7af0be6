// The main job from the company to the webhook, and what has to be true after it.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.demo.Bookkeeping;
import de.belegbote.demo.Journey;
import de.belegbote.demo.Partner;
import de.belegbote.demo.Receiver;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.LeakSearch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Over HTTP only, so it is the same for one process with everything inside and for many.
 *
 * @param secrets gets every secret that came up, to be searched for
 */
record WholeJob(
    URI api,
    Journey journey,
    Partner partner,
    Receiver receiver,
    Bookkeeping bookkeeping,
    LeakSearch secrets) {

  /**
   * Plays it to its end.
   *
   * @param sendLink the step of {@link Journey} that takes the link where messages end up here
   */
  void isDone(Runnable sendLink) {
    journey.createCompany();
    secrets.secret("webhook secret", journey.orderWebhooks());
    journey.linkPortal();
    sendLink.run();
    journey.openLink();
    journey.sendPhoto(journey.photograph());
    journey.activate();
    journey.confirm();
    var fetch = journey.awaitFetch();
    assertEquals("OK", fetch.getString("outcome"));
    var invoices = bookkeeping.invoices(journey.account());
    bookkeeping.documents(invoices);
    bookkeeping.webhooks(fetch.getString("id"), invoices);
    remember();

    stateIsTrue(invoices.size());
    fetchesNothingTwice(invoices.size());
    documentsComeWithTheirHeaders(invoices.get(0));
  }

  // An API key is used too, so that it can be looked for.
  private void remember() {
    secrets.secret("password", PracticePortal.PASSWORD);
    secrets.secret("seed as shown", journey.key());
    secrets.secret("seed", journey.key().replace(" ", ""));
    secrets.secret("upload token", journey.uploadToken());
    secrets.secret("browser cookie", journey.cookie().replaceFirst(".*?=", ""));
    secrets.secret("confirm token", journey.enrolled().getString("confirmToken"));
    for (Object code : journey.enrolled().getJsonArray("codes")) {
      secrets.code(((JsonObject) code).getString("code"));
    }
    var made =
        partner
            .post(
                "/v1/api-keys",
                new JsonObject().put("name", "search").put("scopes", new JsonArray().add("read")))
            .is(201)
            .json();
    secrets.secret("API key", made.getString("key"));
    Partner.at(api).with("X-API-KEY", made.getString("key")).get("/v1/companies").is(200);
    String token = token(made);
    secrets.secret("token of the API key", token);
    Partner.at(api).withToken(token).get("/v1/companies").is(200);
  }

  private String token(JsonObject key) {
    String pair = key.getString("id") + ":" + key.getString("key");
    var request =
        HttpRequest.newBuilder(api.resolve("/v1/oauth/token"))
            .timeout(Duration.ofSeconds(30))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    try {
      var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertEquals(200, answer.statusCode());
      return new JsonObject(answer.body()).getString("access_token");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  private void stateIsTrue(int invoices) {
    var account = partner.get("/v1/portal-accounts/" + journey.account()).is(200).json();
    assertEquals("active", account.getString("state"));
    var login = partner.get("/v1/logins/" + journey.login()).is(200).json();
    assertEquals("proven", login.getJsonObject("secondFactor").getString("state"));
    assertFalse(partner.get("/v1/audit-events").is(200).items().isEmpty());
    var uses = partner.get("/v1/secret-uses").is(200).items();
    var purposes = uses.stream().map(u -> u.getString("purpose")).collect(Collectors.toSet());
    assertTrue(
        purposes.containsAll(Set.of("sign_in_password", "sign_in_code")), purposes::toString);
    var numbers =
        partner.get("/v1/events?limit=250").is(200).items().stream()
            .filter(e -> e.getLong("sequence") != null)
            .map(e -> e.getLong("sequence"))
            .sorted()
            .toList();
    // Each invoice, the account that works, the end of the fetch.
    assertEquals(LongStream.rangeClosed(1, invoices + 2).boxed().toList(), numbers);
  }

  private void fetchesNothingTwice(int invoices) {
    partner.post("/v1/portal-accounts/" + journey.account() + "/fetches").is(202);
    assertEquals("NOTHING_NEW", journey.awaitFetch().getString("outcome"));
    assertEquals(invoices, bookkeeping.invoices(journey.account()).size());
    long told = receiver.arrived().stream().filter(g -> g.type().equals("invoice.ready")).count();
    assertEquals(invoices, told);
  }

  private void documentsComeWithTheirHeaders(JsonObject invoice) {
    var answer = partner.get(invoice.getJsonObject("document").getString("href")).is(200);
    assertEquals("application/pdf", answer.header("Content-Type"));
    assertTrue(answer.header("Content-Disposition").startsWith("attachment"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    assertEquals("no-store", answer.header("Cache-Control"));
  }
}
