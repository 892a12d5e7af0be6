// Which addresses may be called.
package de.belegbote.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.tenancy.Brand;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  private static Vertx vertx;
  private static Targets targets;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    var routes =
        Map.of("hooks.example.com:8443", SocketAddress.inetSocketAddress(9, "198.51.100.7"));
    targets = new Targets(new EgressGuard(vertx, routes));
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://127.0.0.1:8443/hook",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "http://93.184.216.34/",
        "https://93.184.216.34:22/",
        "https://93.184.216.34:80/",
        "https://user@93.184.216.34/",
        "https://user:secret@93.184.216.34/",
        "https://93.184.216.34/#part",
        "ftp://93.184.216.34/",
        "https:///hook",
        "https://h\u00f6st.example/",
        "https://a b.example/",
        "//93.184.216.34/",
      })
  void refusesWhatIsNotPublicHttps(String url) {
    Failure failure = refusal(url, Set.of());
    assertEquals(Problem.TARGET_NOT_ALLOWED, failure.problem());
    assertTrue(failure.detail().contains("private_targets"), "says what to do");
    assertFalse(failure.detail().contains("secret"), failure.detail());
  }

  @Test
  void connectsByTheVettedAddressUnderTheNameThatWasGiven() {
    var target = allowed("https://Hooks.Example.com:8443/a%20b?c=d", Set.of());
    assertEquals("hooks.example.com", target.host());
    assertEquals("198.51.100.7", target.address().host());
    assertEquals("/a%20b?c=d", target.path());
    assertTrue(target.tls());
    assertEquals("/", allowed("https://93.184.216.34", Set.of()).path());
    assertEquals(443, allowed("https://93.184.216.34", Set.of()).address().port());
  }

  @Test
  void letsTheTenantsFileAllowMore() {
    Set<String> file = Set.of("127.0.0.1:*", "Intranet:9000");
    assertFalse(allowed("http://127.0.0.1:8081/hook", file).tls());
    assertEquals("127.0.0.1", allowed("http://127.0.0.1:8081/hook", file).address().host());
    assertEquals(9000, allowed("http://intranet:9000/", file).port());
    assertTrue(allowed("https://[::1]:7/", Set.of("[::1]:*")).tls());
    assertEquals(Problem.TARGET_NOT_ALLOWED, refusal("http://intranet:9001/", file).problem());
    assertEquals(Problem.TARGET_NOT_ALLOWED, refusal("http://localhost:8081/", file).problem());
    assertEquals(Problem.TARGET_NOT_ALLOWED, refusal("http://127.0.0.2:8081/", file).problem());
    assertEquals(
        Problem.TARGET_NOT_ALLOWED, refusal("http://127.0.0.1:8081@127.0.0.2/", file).problem());
  }

  private static Targets.Target allowed(String url, Set<String> file) {
    return targets.vet(tenant(file), url).toCompletionStage().toCompletableFuture().join();
  }

  private static Failure refusal(String url, Set<String> file) {
    var vetted = targets.vet(tenant(file), url).toCompletionStage().toCompletableFuture();
    return (Failure) assertThrows(CompletionException.class, vetted::join).getCause();
  }

  private static Tenant tenant(Set<String> privateTargets) {
    return new Tenant(
        new TenantId(new UUID(0, 1)),
        "Test",
        List.of("de"),
        Set.of("*"),
        Optional.empty(),
        List.of(),
        1,
        1,
        30,
        privateTargets,
        new Tenant.Sms(Set.of(), Optional.empty(), Optional.empty(), 60, 200),
        Brand.NONE,
        Tenant.Connect.USUAL);
  }
}
