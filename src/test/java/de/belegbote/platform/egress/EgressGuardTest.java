// Where calls out may go.
package de.belegbote.platform.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGuardTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Set<Integer> HTTPS = Set.of(443);

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(5, TimeUnit.SECONDS);
  }

  @Test
  void givesTheAddressThatWasVetted() {
    assertEquals(
        SocketAddress.inetSocketAddress(443, "93.184.216.34"),
        ask(answers("93.184.216.34", "2606:4700::1"), "Portal.Example.", 443).result());
  }

  @Test
  void refusesANameWithOneForbiddenAddressAmongPublicOnes() {
    assertRefused("not public", ask(answers("93.184.216.34", "10.0.0.5"), "portal.example", 443));
    assertRefused("not public", ask(answers("2606:4700::1", "fe80::1"), "portal.example", 443));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0",
        "[::1]",
        "::1",
        "0:0:0:0:0:0:0:1",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.1",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
      })
  void refusesEveryWayToWriteOurOwnNetwork(String host) {
    EgressGuard guard = new EgressGuard(VERTX, Map.of());
    Failure failure = failure(settled(guard.vet(host, 443, HTTPS)));
    // Some machines know no such name, which is as good a refusal.
    assertTrue(
        failure.problem() == Problem.TARGET_NOT_ALLOWED || failure.problem() == Problem.UNAVAILABLE,
        failure::detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "ex\u0000ample.com", "a/b", "user@host", "ex\u202eample"})
  void refusesWhatIsNoName(String host) {
    assertRefused("not a valid name", ask(answers("93.184.216.34"), host, 443));
  }

  @Test
  void refusesOtherPorts() {
    assertRefused("Port 22", ask(answers("93.184.216.34"), "portal.example", 22));
  }

  @Test
  void asksWithAClosingDotSoThatNoSearchListApplies() {
    List<String> asked = new ArrayList<>();
    EgressGuard.Resolver resolver =
        name -> {
          asked.add(name);
          return List.of(InetAddress.getByName("93.184.216.34"));
        };
    assertTrue(ask(resolver, "portal.example", 443).succeeded());
    assertTrue(ask(resolver, "93.184.216.34", 443).succeeded());
    assertEquals(List.of("portal.example.", "93.184.216.34"), asked);
  }

  @Test
  void anUnknownOrEmptyNameIsUnavailableNotRefused() {
    Failure unknown =
        failure(
            ask(
                name -> {
                  throw new UnknownHostException(name);
                },
                "nowhere.example",
                443));
    assertEquals(Problem.UNAVAILABLE, unknown.problem());
    assertEquals(Problem.UNAVAILABLE, failure(ask(answers(), "empty.example", 443)).problem());
  }

  @Test
  void followsARouteOnlyForTheExactHostAndPort() {
    SocketAddress home = SocketAddress.inetSocketAddress(8443, "127.0.0.1");
    EgressGuard guard =
        new EgressGuard(VERTX, Map.of("portal.test:443", home), answers("127.0.0.1"));
    assertEquals(home, settled(guard.vet("PORTAL.test", 443, HTTPS)).result());
    assertRefused("not public", settled(guard.vet("www.portal.test", 443, HTTPS)));
    assertRefused("Port 8443", settled(guard.vet("portal.test", 8443, HTTPS)));
  }

  private static EgressGuard.Resolver answers(String... addresses) {
    return name -> {
      List<InetAddress> all = new ArrayList<>();
      for (String address : addresses) {
        all.add(InetAddress.getByName(address));
      }
      return all;
    };
  }

  private static Future<SocketAddress> ask(EgressGuard.Resolver resolver, String host, int port) {
    return settled(new EgressGuard(VERTX, Map.of(), resolver).vet(host, port, HTTPS));
  }

  private static Future<SocketAddress> settled(Future<SocketAddress> future) {
    Future<SocketAddress> ended = future.recover(Future::failedFuture);
    try {
      ended.await(10, TimeUnit.SECONDS);
    } catch (Failure | java.util.concurrent.TimeoutException expected) {
      assertFalse(expected instanceof java.util.concurrent.TimeoutException, "did not end");
    }
    return ended;
  }

  private static Failure failure(Future<SocketAddress> ended) {
    assertTrue(ended.failed(), () -> "went to " + ended.result());
    return (Failure) ended.cause();
  }

  private static void assertRefused(String words, Future<SocketAddress> ended) {
    Failure failure = failure(ended);
    assertEquals(Problem.TARGET_NOT_ALLOWED, failure.problem());
    assertTrue(failure.detail().contains(words), failure::detail);
  }
}
