// Wakes workers up, of this process and of those that share its database.
package de.belegbote.platform.events;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/**
 * A bell carries no work: whoever hears it asks the database for its next row. A lost bell costs
 * one period of the listener's timer.
 */
public final class Bells {
  /** New rows for webhooks. */
  public static final String OUTBOX = "outbox.appended";

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

  /** Rings in this process alone: for a bell that another process rang. */
  public static void sound(Vertx vertx, String address) {
    vertx.eventBus().publish(address, null);
  }

  /** Calls back at each ring until the consumer is unregistered. */
  public MessageConsumer<Void> hear(String address, Runnable action) {
    return vertx.eventBus().<Void>localConsumer(address, ring -> action.run());
  }
}
