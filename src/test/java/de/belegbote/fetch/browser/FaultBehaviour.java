// What happens when a portal misbehaves or a page wants out, in every engine.
package de.belegbote.fetch.browser;

import static de.belegbote.fetch.browser.BrowserContract.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.BrowserSettings.Limits;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import de.belegbote.testing.Wait;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

interface FaultBehaviour extends BrowserContract {
  private void goesOn() {
    site().page("/fine", "<p id=fine>fine</p>");
    open("/fine");
    assertEquals("fine", the("#fine").text(), "it goes on after the fault");
  }

  @Test
  default void refusesAnythingButHttps() {
    for (String url :
        List.of(
            "http://shop.example/",
            "file:///etc/hostname",
            "https://user:word@shop.example/",
            "javascript:1",
            "no address")) {
      fails(Kind.REFUSED, () -> browser().open(url));
      fails(Kind.REFUSED, () -> browser().request(Request.get(url)));
    }
    assertEquals(List.of(), site().askedFor());
    goesOn();
  }

  @Test
  default void reportsADeadServer() {
    fails(Kind.UNREACHABLE, () -> browser().open("https://dead.example/"));
    fails(Kind.UNREACHABLE, () -> browser().request(Request.get("https://dead.example/")));
    goesOn();
  }

  @Test
  default void sendsNothingToAServerThatCannotProveItself() {
    fails(Kind.UNREACHABLE, () -> browser().open("https://impostor.example/?token=1"));
    fails(Kind.UNREACHABLE, () -> browser().request(Request.get("https://impostor.example/")));
    assertEquals(List.of(), site().askedFor());
    goesOn();
  }

  @Test
  default void refusesPlacesThatAreNotPublic() {
    fails(Kind.REFUSED, () -> browser().open("https://127.0.0.1/"));
    fails(Kind.REFUSED, () -> browser().request(Request.get("https://10.0.0.1/")));
    fails(Kind.REFUSED, () -> browser().open("https://shop.example:8443/"));
    goesOn();
  }

  @Test
  default void namesHostsInFaultsButNoAddress() {
    var fault = fails(Kind.UNREACHABLE, () -> browser().open("https://dead.example/?token=geheim"));
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      assertFalse(String.valueOf(cause.getMessage()).contains("geheim"), cause.getMessage());
    }
    assertTrue(fault.getMessage().contains("dead.example"), fault.getMessage());
  }

  @Test
  default void endsEndlessRedirects() {
    site().redirect("shop.example", "/round", 302, "/round");
    fails(Kind.TOO_MUCH, () -> open("/round"));
    fails(Kind.TOO_MUCH, () -> browser().request(Request.get("https://shop.example/round")));
    assertTrue(site().askedFor().size() < 60, "asked " + site().askedFor().size() + " times");
    goesOn();
  }

  @Test
  default void reportsADroppedConnection() {
    site().on("shop.example", "/drop", request -> request.connection().close());
    site()
        .on(
            "shop.example",
            "/half",
            request -> {
              request.response().putHeader("Content-Length", "1000");
              request.response().write("half").onComplete(sent -> request.connection().close());
            });
    fails(Kind.UNREACHABLE, () -> open("/drop"));
    fails(Kind.UNREACHABLE, () -> browser().request(Request.get("https://shop.example/half")));
    goesOn();
  }

  @Test
  default void cutsAnAnswerThatIsTooLong() {
    var sent = new AtomicLong();
    site()
        .on(
            "shop.example",
            "/flood",
            request -> {
              request.response().setChunked(true).putHeader("Content-Type", "text/html");
              flood(request, sent);
            });
    var limits = new Limits(10, 1_000_000, Duration.ofSeconds(30));
    for (boolean page : List.of(true, false)) {
      sent.set(0);
      try (var small = another(Duration.ofSeconds(60), limits)) {
        fails(
            Kind.TOO_MUCH,
            () -> {
              if (page) {
                small.open("https://shop.example/flood");
              } else {
                assertEquals(0, small.request(Request.get("https://shop.example/flood")).status());
              }
            });
      }
      assertTrue(sent.get() < 60_000_000, "sent " + sent.get());
    }
  }

  /** 200 MB that nobody announces. */
  private static void flood(HttpServerRequest request, AtomicLong sent) {
    var response = request.response();
    // Random enough that packing does not make it small.
    byte[] bytes = new byte[200_000];
    new java.util.Random(7).nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + (bytes[i] & 15));
    }
    response
        .write(Buffer.buffer(bytes))
        .onSuccess(
            written -> {
              if (sent.addAndGet(bytes.length) < 200_000_000) {
                flood(request, sent);
              } else {
                ContractSite.send(request, Buffer.buffer());
              }
            })
        .onFailure(left -> request.connection().close());
  }

  @Test
  default void waitsForAHangingPortalNoLongerThanAllowed() {
    site().on("shop.example", "/hang", request -> request.response().setChunked(true));
    long start = System.nanoTime();
    try (var hasty = another(Duration.ofSeconds(15), Limits.usual())) {
      fails(Kind.TIMED_OUT, () -> hasty.open("https://shop.example/hang"));
      fails(Kind.TIMED_OUT, hasty::pages);
    }
    // The limit is a deadline, not a speed: what is far beyond it was waited for.
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 40);
  }

  @Test
  default void isNotHeldByAScriptThatNeverEnds() {
    site().page("/spin", "<p id=p>p</p><a id=a href='#' onclick='for (;;);'>spin</a>");
    long start = System.nanoTime();
    try (var hasty = another(Duration.ofSeconds(15), Limits.usual())) {
      hasty.open("https://shop.example/spin");
      fails(
          Kind.TIMED_OUT,
          () -> {
            hasty.pages().get(0).find("#a").get(0).click();
            hasty.idle(Duration.ofSeconds(1));
            assertTrue(hasty.pages().get(0).find("#p").get(0).visible(), "it answered");
            hasty.idle(Duration.ofSeconds(30));
          });
    }
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 60);
  }

  @Test
  default void endsWhenAnotherThreadSaysSo() throws InterruptedException {
    site().on("shop.example", "/hang", request -> request.response().setChunked(true));
    try (var cut = another(Duration.ofSeconds(60), Limits.usual())) {
      Thread other = new Thread(cut::expire);
      site().vertx().setTimer(1_000, later -> other.start());
      fails(Kind.TIMED_OUT, () -> cut.open("https://shop.example/hang"));
      other.join();
    }
  }

  @Test
  default void loadsNoMorePagesThanAllowed() {
    site().page("/", "<iframe src=/f1></iframe><iframe src=/f2></iframe><p id=p>p</p>");
    try (var few =
        another(Duration.ofSeconds(60), new Limits(4, 1_000_000, Duration.ofSeconds(20)))) {
      fails(
          Kind.TOO_MUCH,
          () -> {
            for (int i = 0; i < 4; i++) {
              few.open("https://shop.example/?" + i);
              few.idle(Duration.ofMillis(300));
            }
          });
    }
    assertTrue(site().askedFor().size() < 8, site().askedFor().toString());
  }

  @Test
  default void letsNoPageReachPastTheProxy() {
    List<String> trapped = new CopyOnWriteArrayList<>();
    var options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
    var trap =
        Wait.until(
            site()
                .vertx()
                .createNetServer(options)
                .connectHandler(socket -> trapped.add(socket.remoteAddress().toString()))
                .listen());
    var udp = site().vertx().createDatagramSocket();
    var bound = Wait.until(udp.handler(packet -> trapped.add("UDP")).listen(0, "127.0.0.1"));
    String tcp = "127.0.0.1:" + trap.actualPort();
    String stun = "stun:127.0.0.1:" + bound.localAddress().port();
    show(
        """
        <img src='http://%1$s/1'><img src='https://%1$s/2'><iframe src='http://%1$s/3'></iframe>
        <img src='https://localhost/4'><iframe src='file:///etc/hostname'></iframe>
        <link rel=dns-prefetch href='//prefetch.invalid'><link rel=preconnect href='https://%1$s'>
        <p id=p></p><script>
        fetch('http://%1$s/5').catch(() => {}); try { new WebSocket('ws://%1$s/6') } catch (e) {}
        try { navigator.sendBeacon('http://%1$s/7') } catch (e) {}
        try { const c = new RTCPeerConnection({iceServers: [{urls: '%2$s'}]}); c.createDataChannel('x');
          c.createOffer().then(o => c.setLocalDescription(o)) } catch (e) {}
        try { fetch('https://login.example/end') } catch (e) {}</script>\
        """
            .formatted(tcp, stun));
    until("scripts went on", () -> site().askedFor().contains("GET login.example/end"));
    for (int i = 0; i < 15; i++) {
      browser().idle(Duration.ofMillis(100));
      assertEquals(List.of(), trapped);
    }
    assertEquals(List.of("GET shop.example/", "GET login.example/end"), site().askedFor());
    Wait.until(trap.close());
    Wait.until(udp.close());
  }

  @Test
  default void asksForNothingThatThePageDidNotName() {
    show("<p id=p>quiet</p>");
    browser().idle(Duration.ofMillis(500));
    var outside = refused().stream().filter(line -> !line.startsWith("127.0.0.1")).toList();
    assertEquals(List.of(), outside, "the engine itself calls nobody");
  }

  /** What the proxy refused to the test's browser. */
  List<String> refused();
}
