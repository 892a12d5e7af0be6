// Wakes workers up, of this process and of those that share its database.
package de.belegbote.platform.events;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/**
 * A bell carries no work: whoever hears it asks the database, for its next row or for what the bell
 * is about. A lost bell costs one period of the listener's timer.
 */
public final class Bells {
  /** New rows for webhooks. */
  public static final String OUTBOX = "outbox.appended";

  /** A secret that no row names any more, about {@code tenant reference}. */
  public static final String RELEASED = "secrets.released";

  private final Vertx vertx;
  private final Consumer<String> others;

  /** Bells that are heard in this process only. */
  public Bells(Vertx vertx) {
    this(vertx, address -> {});
  }

  /**
   * Bells that are passed on.
   *
   * @param others rings at the other processes
   */
  public Bells(Vertx vertx, Consumer<String> others) {
    this.vertx = vertx;
    this.others = others;
  }

  /** Address of the bell for fetches of a portal. */
  public static String due(String portalId) {
    return "fetch.due." + portalId;
  }

  public void ring(String address) {
    sound(vertx, address);
    others.accept(address);
  }

  /**
   * Rings about something.
   *
   * @param about ids; with the address at most 200 characters
   */
  public void ring(String address, String about) {
    ring(address + " " + about);
  }

  /**
   * Rings in this process alone: for a bell that another process rang.
   *
   * @param bell an address, or one, a space and what it is about
   */
  public static void sound(Vertx vertx, String bell) {
    int space = bell.indexOf(' ');
    String about = space < 0 ? null : bell.substring(space + 1);
    vertx.eventBus().publish(space < 0 ? bell : bell.substring(0, space), about);
  }

  /** Calls back at each ring until the consumer is unregistered. */
  public MessageConsumer<String> hear(String address, Runnable action) {
    return hear(address, about -> action.run());
  }

  /** Calls back with what each ring is about, null where it says nothing. */
  public MessageConsumer<String> hear(String address, Consumer<String> action) {
    return vertx.eventBus().localConsumer(address, ring -> action.accept(ring.body()));
  }
}
