// The only way a browser reaches the net: a forward proxy inside this process.
package de.belegbote.fetch.browser;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.egress.EgressGuard;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens tunnels (CONNECT, RFC 9110 9.3.6) to port 443 of public hosts and nothing else; TLS stays
 * end to end between browser and portal. It listens on loopback, and each run has a user and a
 * password of its own. Where it answers with an error, {@code Proxy-Status} (RFC 9209) says why
 * under the run's user name, which no portal knows and none can therefore forge.
 */
public final class EgressProxy {
  static final String STATUS_HEADER = "Proxy-Status";

  private static final Logger LOG = LoggerFactory.getLogger(EgressProxy.class);
  private static final Set<Integer> PORTS = Set.of(443);
  private static final int CONNECT_MILLIS = 10_000;
  private static final int IDLE_SECONDS = 90;

  private final EgressGuard guard;
  private final NetClient client;
  private final HttpServer server;
  private final EgressPass.Limits limits;
  private final Map<String, EgressPass> passes = new ConcurrentHashMap<>();

  private EgressProxy(Vertx vertx, EgressGuard guard, EgressPass.Limits limits) {
    this.guard = guard;
    this.limits = limits;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setTcpNoDelay(true));
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(IDLE_SECONDS))
            .requestHandler(this::answer);
  }

  /**
   * Starts a proxy on a free port of 127.0.0.1.
   *
   * @param guard where tunnels may lead; its routes (as {@code host:443}) are how the practice
   *     portal is reached under its name
   * @param limits for each run
   */
  public static Future<EgressProxy> listen(
      Vertx vertx, EgressGuard guard, EgressPass.Limits limits) {
    EgressProxy proxy = new EgressProxy(vertx, guard, limits);
    return proxy.server.listen().map(proxy);
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Lets one run through, until its pass is closed. */
  public EgressPass pass() {
    EgressPass pass = new EgressPass(limits, passes::remove);
    passes.put(pass.user(), pass);
    return pass;
  }

  /** Ends all tunnels and stops listening. */
  public Future<Void> close() {
    passes.values().forEach(EgressPass::close);
    return server.close().eventually(client::close);
  }

  private void answer(HttpServerRequest request) {
    EgressPass pass = owner(request).orElse(null);
    if (pass == null) {
      request
          .response()
          .setStatusCode(407)
          .putHeader(HttpHeaders.PROXY_AUTHENTICATE, "Basic realm=\"egress\"")
          .end()
          .onFailure(cause -> LOG.debug("A browser left before it was asked who it is", cause));
    } else if (!HttpMethod.CONNECT.equals(request.method())) {
      refuse(request, pass, Refusal.denied(request.authority(), "Only https is allowed"));
    } else {
      tunnel(request, pass, HostAndPort.parseAuthority(request.uri(), -1));
    }
  }

  private void tunnel(HttpServerRequest request, EgressPass pass, HostAndPort target) {
    if (target == null) {
      refuse(request, pass, Refusal.denied(null, "The target is not a host and a port"));
      return;
    }
    if (!pass.admit()) {
      refuse(request, pass, Refusal.limit(target, "The run's limit of connections is used up"));
      return;
    }
    guard
        .vet(target.host(), target.port(), PORTS)
        .compose(client::connect)
        .onFailure(cause -> pass.left())
        .onFailure(cause -> refuse(request, pass, Refusal.of(target, cause)))
        .onSuccess(portal -> join(request, pass, portal));
  }

  private static void join(HttpServerRequest request, EgressPass pass, NetSocket portal) {
    portal.pause();
    portal.closeHandler(closed -> pass.left());
    request
        .toNetSocket()
        .onFailure(cause -> portal.close())
        .onSuccess(browser -> pass.relay(browser, portal));
  }

  private static void refuse(HttpServerRequest request, EgressPass pass, Refusal refusal) {
    pass.remember(refusal);
    request
        .response()
        .setStatusCode(refusal.status())
        .putHeader(STATUS_HEADER, refusal.header(pass.user()))
        .end()
        .onFailure(cause -> LOG.debug("A browser left before it was refused", cause));
  }

  private Optional<EgressPass> owner(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.PROXY_AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(header.substring(6).strip());
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
    return Optional.ofNullable(passes.get(parts[0]))
        .filter(pass -> parts.length == 2 && pass.opensWith(parts[1]));
  }

  /** Why a tunnel was not opened, in the words of RFC 9209 2.3. */
  record Refusal(String host, int status, String error, String detail) {
    static Refusal denied(HostAndPort target, String detail) {
      return new Refusal(name(target), 403, "http_request_denied", detail);
    }

    static Refusal limit(HostAndPort target, String detail) {
      return new Refusal(name(target), 503, "connection_limit_reached", detail);
    }

    static Refusal of(HostAndPort target, Throwable cause) {
      String host = name(target);
      if (cause instanceof Failure failure) {
        return failure.problem() == Problem.TARGET_NOT_ALLOWED
            ? new Refusal(host, 403, "destination_ip_prohibited", failure.detail())
            : new Refusal(host, 502, "dns_error", failure.detail());
      }
      return cause instanceof ConnectTimeoutException
          ? new Refusal(host, 504, "connection_timeout", host + " did not answer within 10 seconds")
          : new Refusal(host, 502, "destination_unavailable", host + " took no connection");
    }

    private static String name(HostAndPort target) {
      return target == null ? "an unknown host" : target.host();
    }

    BrowserException.Kind kind() {
      return kind(error);
    }

    /** What an error of that name means to a run. */
    static BrowserException.Kind kind(String error) {
      return switch (error) {
        case "http_request_denied", "destination_ip_prohibited" -> BrowserException.Kind.REFUSED;
        case "connection_limit_reached" -> BrowserException.Kind.TOO_MUCH;
        default -> BrowserException.Kind.UNREACHABLE;
      };
    }

    String header(String user) {
      String safe = detail.replaceAll("[^ !#-\\[\\]-~]", "?");
      return user + "; error=" + error + "; details=\"" + safe + "\"";
    }
  }
}
