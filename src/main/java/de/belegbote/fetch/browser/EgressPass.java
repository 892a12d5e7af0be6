// What one run may use of the way out, and what it used.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.EgressProxy.Refusal;
import de.belegbote.platform.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A user and password for the {@link EgressProxy}, with counters; closing it ends its tunnels. */
public final class EgressPass implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int REFUSALS_KEPT = 100;

  /**
   * What one run may use.
   *
   * @param open tunnels at the same time
   * @param connections tunnels over the whole run
   * @param bytes both ways together, as they go over the wire
   */
  public record Limits(int open, int connections, long bytes) {
    /** Enough for 500 invoices of a heavy portal: 64 tunnels at once, 4,000 in all, 1 GB. */
    public static Limits usual() {
      return new Limits(64, 4_000, 1_000_000_000L);
    }
  }

  private final Limits limits;
  private final Consumer<String> gone;
  private final String user = random(12);
  private final Secret password = new Secret(random(24));
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EgressPass(Limits limits, Consumer<String> gone) {
    this.limits = limits;
    this.gone = gone;
  }

  public String user() {
    return user;
  }

  public Secret password() {
    return password;
  }

  /** Bytes that went both ways so far. */
  public long bytes() {
    return bytes.get();
  }

  /** Tunnels asked for so far. */
  public int connections() {
    return connections.get();
  }

  /** Whether the run went beyond its bytes, which ended its tunnels. */
  public boolean exhausted() {
    return bytes.get() > limits.bytes();
  }

  /** What was refused or not reached, at most 100: host, then the reason; safe to show. */
  public List<String> refusals() {
    synchronized (refusals) {
      return refusals.stream().map(each -> each.host() + ": " + each.detail()).toList();
    }
  }

  /** Why a host was refused or not reached the last time, if it was. */
  Optional<BrowserException> refusal(String host) {
    synchronized (refusals) {
      return refusals.stream()
          .filter(each -> each.host().equals(host))
          .reduce((earlier, later) -> later)
          .map(last -> new BrowserException(last.kind(), last.detail(), null));
    }
  }

  /** Ends the run's tunnels; its user and password open nothing from now on. */
  @Override
  public void close() {
    closed = true;
    gone.accept(user);
    sockets.forEach(NetSocket::close);
  }

  boolean opensWith(String text) {
    return !closed && password.equals(new Secret(text));
  }

  /** Takes one more tunnel into account; false when there may be none. */
  boolean admit() {
    if (exhausted() || connections.incrementAndGet() > limits.connections()) {
      return false;
    }
    if (open.incrementAndGet() > limits.open()) {
      left();
      return false;
    }
    return true;
  }

  /** Gives a tunnel back that was admitted. */
  void left() {
    open.decrementAndGet();
  }

  void remember(Refusal refusal) {
    synchronized (refusals) {
      if (refusals.size() < REFUSALS_KEPT) {
        refusals.add(refusal);
      }
    }
  }

  /** Carries bytes between the two until either closes or the run's bytes are used up. */
  void relay(NetSocket browser, NetSocket portal) {
    carry(browser, portal);
    carry(portal, browser);
    browser.closeHandler(end -> sockets.remove(browser));
    portal.closeHandler(
        end -> {
          left();
          sockets.remove(portal);
        });
    portal.resume();
    if (closed) {
      browser.close();
    }
  }

  private void carry(NetSocket from, NetSocket to) {
    sockets.add(from);
    from.exceptionHandler(broken -> from.close());
    from.handler(data -> pass(data, from, to));
    from.endHandler(end -> to.close());
  }

  private void pass(Buffer data, NetSocket from, NetSocket to) {
    if (bytes.addAndGet(data.length()) > limits.bytes()) {
      remember(Refusal.limit(null, "The run's limit of bytes is used up"));
      sockets.forEach(NetSocket::close);
      return;
    }
    to.write(data).onFailure(broken -> from.close());
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(room -> from.resume());
    }
  }

  private static String random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
