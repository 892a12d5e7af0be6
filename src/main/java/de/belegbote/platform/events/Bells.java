// Wakes workers of this process up.
package de.belegbote.platform.events;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * A bell carries no work: whoever hears it asks the database for its next row. A lost bell costs
 * one period of the listener's timer.
 */
public final class Bells {
  /** New rows for webhooks. */
  public static final String OUTBOX = "outbox.appended";

  private final Vertx vertx;

  public Bells(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Address of the bell for fetches of a portal. */
  public static String due(String portalId) {
    return "fetch.due." + portalId;
  }

  public void ring(String address) {
    vertx.eventBus().publish(address, null);
  }

  /** Calls back at each ring until the consumer is unregistered. */
  public MessageConsumer<Void> hear(String address, Runnable action) {
    return vertx.eventBus().<Void>localConsumer(address, ring -> action.run());
  }
}
