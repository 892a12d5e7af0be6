// Decides whether an address may be called, and at which network address.
package de.belegbote.webhooks;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * https on port 443 or 8443 of a public host without user info; or whatever the tenant's file lists
 * under {@code webhooks.private_targets}, which may be private and speak plain http. Asked when an
 * endpoint is made and again at each sending.
 */
final class Targets {
  private static final Set<Integer> PORTS = Set.of(443, 8443);
  private static final String ADVICE =
      " Give a public https address on port 443 or 8443, or ask the operator to list host:port under"
          + " webhooks.private_targets in the tenant's file.";

  /**
   * An address that may be called now.
   *
   * @param host for the Host header, SNI and the certificate
   * @param path with the query
   * @param address to connect to, and no other
   */
  record Target(String host, int port, boolean tls, String path, SocketAddress address) {}

  private final EgressGuard guard;

  Targets(EgressGuard guard) {
    this.guard = guard;
  }

  /**
   * Checks an address for a tenant.
   *
   * @return where to connect; fails with TARGET_NOT_ALLOWED and what to do about it, or with
   *     UNAVAILABLE when its name could not be looked up in time
   */
  Future<Target> vet(Tenant tenant, String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException malformed) {
      return refused("The address is no URL.");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    if (uri.getHost() == null || (!tls && !scheme.equals("http"))) {
      return refused("The address is no URL of a host (names are written in ASCII, as xn--…).");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return refused("User info and fragments are not allowed in the address.");
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    String path =
        (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    if (isListed(tenant, host, port)) {
      var address = SocketAddress.inetSocketAddress(port, host.replaceAll("[\\[\\]]", ""));
      return Future.succeededFuture(new Target(host, port, tls, path, address));
    }
    if (!tls) {
      return refused("Plain http is not allowed.");
    }
    return guard
        .vet(host, port, PORTS)
        .map(address -> new Target(host, port, true, path, address))
        .recover(Targets::explained);
  }

  private static boolean isListed(Tenant tenant, String host, int port) {
    return tenant.privateTargets().stream()
        .anyMatch(
            listed ->
                listed.equalsIgnoreCase(host + ":" + port) || listed.equalsIgnoreCase(host + ":*"));
  }

  private static <T> Future<T> explained(Throwable cause) {
    if (cause instanceof Failure failure) {
      boolean unknown = failure.getCause() instanceof UnknownHostException;
      if (unknown || failure.problem() == Problem.TARGET_NOT_ALLOWED) {
        return refused(failure.detail() + ".");
      }
    }
    return Future.failedFuture(cause);
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(new Failure(Problem.TARGET_NOT_ALLOWED, why + ADVICE));
  }
}
