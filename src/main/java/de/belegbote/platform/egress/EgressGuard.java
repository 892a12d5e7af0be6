// Decides which address a call out may connect to, so that no caller can reach our own network.
package de.belegbote.platform.egress;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Resolves a name once and hands out the address to connect to, or refuses. The caller connects to
 * that address and to no other, with the name in SNI and Host: a name that changes its mind between
 * check and use gains nothing.
 */
public final class EgressGuard {
  private static final long RESOLVE_SECONDS = 5;
  private static final int RESOLVERS = 8;

  /** DNS names as they occur (RFC 1123, and underscores), and address literals without brackets. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}");

  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  /** Asks for all addresses of a name; blocks. */
  @FunctionalInterface
  interface Resolver {
    List<InetAddress> resolve(String name) throws UnknownHostException;
  }

  private final WorkerExecutor workers;
  private final Map<String, SocketAddress> routes;
  private final Resolver resolver;

  /**
   * @param routes exceptions, as {@code host:port} in lower case to the address that is connected
   *     to instead, whatever the name resolves to and whatever the address is: for targets that the
   *     operator's or a tenant's file names, the practice portal, and tests
   */
  public EgressGuard(Vertx vertx, Map<String, SocketAddress> routes) {
    this(vertx, routes, name -> List.of(InetAddress.getAllByName(name)));
  }

  EgressGuard(Vertx vertx, Map<String, SocketAddress> routes, Resolver resolver) {
    this.workers = vertx.createSharedWorkerExecutor("egress-dns", RESOLVERS);
    this.routes = new HashMap<>(routes);
    this.resolver = resolver;
  }

  /**
   * The address to connect to for this host and port.
   *
   * @param host a DNS name or an address literal (IPv6 with or without brackets)
   * @param ports the ports that may be called where no route names the target
   * @return fails with {@link Problem#TARGET_NOT_ALLOWED} when the target is refused (one address
   *     of several that is not public refuses the name), with {@link Problem#UNAVAILABLE} when the
   *     name is unknown or does not resolve within 5 seconds
   */
  public Future<SocketAddress> vet(String host, int port, Set<Integer> ports) {
    String name = bare(host);
    SocketAddress route = routes.get(name + ":" + port);
    if (route != null) {
      return Future.succeededFuture(route);
    }
    if (!HOST.matcher(name).matches()) {
      return refuse("The host is not a valid name");
    }
    if (!ports.contains(port)) {
      return refuse("Port " + port + " of " + name + " may not be called");
    }
    // A closing dot keeps the search list of the machine (cluster-internal names) out of it.
    String question = LITERAL.matcher(name).matches() ? name : name + ".";
    return workers
        .executeBlocking(() -> resolver.resolve(question), false)
        .timeout(RESOLVE_SECONDS, TimeUnit.SECONDS)
        .recover(cause -> Future.failedFuture(unknown(name, cause)))
        .compose(addresses -> choose(name, port, addresses));
  }

  private static Future<SocketAddress> choose(String name, int port, List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      return Future.failedFuture(unknown(name, null));
    }
    if (!addresses.stream().allMatch(PublicAddress::isPublic)) {
      return refuse("The name " + name + " leads to an address that is not public");
    }
    return Future.succeededFuture(
        SocketAddress.inetSocketAddress(port, addresses.get(0).getHostAddress()));
  }

  private static Failure unknown(String name, Throwable cause) {
    return new Failure(Problem.UNAVAILABLE, "The name " + name + " cannot be resolved", cause);
  }

  private static Future<SocketAddress> refuse(String detail) {
    return Future.failedFuture(new Failure(Problem.TARGET_NOT_ALLOWED, detail));
  }

  /** Lower case, without the brackets of a literal and without a closing dot. */
  private static String bare(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
