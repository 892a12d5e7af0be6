// A sign-in that nobody here wrote: Keycloak's own pages, its own codes, its own refusals.
package de.belegbote.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.Counts;
import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.EgressPass;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.keycloak.Realm.Refused;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.FetchOutcome.Retry;
import de.belegbote.testing.RequiresTool;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@RequiresTool("keycloak")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class KeycloakIT {
  private static final Logger LOG = LoggerFactory.getLogger(KeycloakIT.class);
  private static final Person ANNA = Person.called("anna");
  private static final Person BERTA = Person.called("berta");
  private static final Person CARLA = Person.called("carla");
  private static final Person DORA = Person.called("dora");
  private static final Person EMIL = Person.called("emil");
  private static final Person FRIDA = Person.called("frida");
  private static final Person GRETA = Person.called("greta");

  @TempDir private static Path folder;
  private static Vertx vertx;
  private static Wire wire;
  private static Realm realm;
  private static InvoiceShop shop;
  private static EgressProxy proxy;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    wire = SharedKeycloak.wire();
    var keycloak = SharedKeycloak.keycloak();
    realm =
        new Realm(SharedKeycloak.administration(), ANNA, BERTA, CARLA, DORA, EMIL, FRIDA, GRETA);
    shop = new InvoiceShop(vertx, wire, keycloak, realm);
    var routes =
        Map.of(
            Wire.LOGIN + ":443", Wire.at(keycloak.port()),
            Wire.SHOP + ":443", Wire.at(shop.port()));
    proxy =
        Wait.until(
            EgressProxy.listen(vertx, new EgressGuard(vertx, routes), EgressPass.Limits.usual()));
    LOG.info("Keycloak {} is up", realm.version());
  }

  @AfterAll
  static void stop() {
    Wait.until(vertx.close());
  }

  @Test
  void signsInWithPasswordAndCodeAndFetchesEveryDocument() throws IOException {
    var run = new ShopRun(ANNA);
    RunResult result = run.run(proxy, wire);

    assertEquals(
        new RunResult(FetchOutcome.OK, "", "", new Counts(4, 4, 0, 0), true, true), result);
    assertEquals(all(), run.stored());
    assertEquals(shop.invoices().stream().map(ShopInvoice::file).toList(), shop.served(ANNA));
    assertEquals(1, run.codes().size());
    // One code, however often Keycloak lets the browser it knows in again: it notes that as well.
    assertTrue(realm.signIns(ANNA) >= 1, () -> realm.told(ANNA));
    assertEquals(new Refused(0, 0), realm.refused(ANNA));
  }

  // Keycloak still knows the browser and lets it in again without asking.
  @Test
  void goesOnWhereItStoppedWhenTheShopForgetsTheSession() throws IOException {
    shop.forgetOnce(DORA);
    var run = new ShopRun(DORA);
    RunResult result = run.run(proxy, wire);

    assertEquals(
        new RunResult(FetchOutcome.OK, "", "", new Counts(4, 4, 0, 0), true, true), result);
    assertEquals(all(), run.stored());
    assertEquals(shop.invoices().stream().map(ShopInvoice::file).toList(), shop.served(DORA));
    assertTrue(
        run.steps().stream().anyMatch(step -> step.startsWith("signing in again")),
        () -> run.steps().toString());
    assertEquals(1, run.codes().size());
    assertEquals(new Refused(0, 0), realm.refused(DORA));
  }

  @Test
  void stopsAfterOneWrongPassword() throws IOException {
    var run = new ShopRun(BERTA.withAnotherPassword());
    RunResult result = run.run(proxy, wire);

    assertEquals(FetchOutcome.LOGIN_REJECTED, result.outcome(), () -> result.toString());
    assertEquals("refused", result.page());
    assertEquals(Retry.NEVER, result.outcome().retry());
    assertEquals(new Refused(1, 0), realm.refused(BERTA));
    assertEquals(List.of(), run.codes());
    assertNothingHappenedFor(BERTA, run);
  }

  @Test
  void stopsAfterTheWrongCodesOfTwoTimeSteps() throws IOException {
    var run = new ShopRun(CARLA.withAnotherSeed());
    RunResult result = run.run(proxy, wire);

    assertEquals(FetchOutcome.CODE_REJECTED, result.outcome(), () -> result.toString());
    assertEquals("refused", result.page());
    assertEquals(Retry.NEVER, result.outcome().retry());
    assertEquals(new Refused(0, 2), realm.refused(CARLA));
    assertEquals(2, run.codes().stream().distinct().count());
    assertNothingHappenedFor(CARLA, run);
  }

  @Test
  void fetchesByItselfButNeverTriesARefusedCredentialAgain() throws IOException {
    try (var fetcher = new RunningFetcher(folder, proxy, wire)) {
      UUID emil = fetcher.link(EMIL);
      UUID frida = fetcher.link(FRIDA.withAnotherPassword());
      UUID greta = fetcher.link(GRETA.withAnotherSeed());

      assertEquals(List.of("OK"), fetcher.await(emil, 1));
      assertEquals(List.of("LOGIN_REJECTED"), fetcher.await(frida, 1));
      assertEquals(List.of("CODE_REJECTED"), fetcher.await(greta, 1));
      fetcher.bringForward();
      assertEquals(List.of("OK", "NOTHING_NEW"), fetcher.await(emil, 2));

      assertEquals(
          shop.invoices().stream().map(ShopInvoice::print).toList(), fetcher.documents(emil));
      assertEquals("active, planned: 1", fetcher.state(emil));
      // The second run goes on in the session of the first one.
      assertEquals(
          List.of(1), fetcher.timeSteps(emil), () -> realm.told(EMIL) + " " + fetcher.told(emil));
      assertTrue(realm.signIns(EMIL) >= 1, () -> realm.told(EMIL));
      assertEquals("needs_attention LOGIN_REJECTED, planned: 0", fetcher.state(frida));
      assertEquals(List.of("LOGIN_REJECTED"), fetcher.outcomes(frida));
      assertEquals(new Refused(1, 0), realm.refused(FRIDA));
      assertEquals("needs_attention CODE_REJECTED, planned: 0", fetcher.state(greta));
      assertEquals(List.of("CODE_REJECTED"), fetcher.outcomes(greta));
      assertEquals(List.of(2), fetcher.timeSteps(greta));
      assertEquals(new Refused(0, 2), realm.refused(GRETA));
    }
  }

  private static void assertNothingHappenedFor(Person person, ShopRun run) {
    assertEquals(0, realm.signIns(person));
    assertEquals(List.of(), run.stored());
    assertEquals(List.of(), shop.served(person));
  }

  /** What the shop has, as a run should bring it home. */
  private static List<FetchedInvoice> all() {
    return shop.invoices().stream()
        .map(
            invoice ->
                new FetchedInvoice(
                    invoice.kind().equals("Invoice") ? "invoice" : "credit_note",
                    invoice.number(),
                    invoice.number(),
                    invoice.date(),
                    Optional.of(invoice.amount()),
                    Optional.of("EUR"),
                    Optional.empty(),
                    Optional.empty(),
                    invoice.pdf(),
                    "https://" + Wire.SHOP + "/documents/" + invoice.file()))
        .toList();
  }
}
