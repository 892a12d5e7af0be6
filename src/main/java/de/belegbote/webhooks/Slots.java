// How many deliveries this process may have under way, and for whom.
package de.belegbote.webhooks;

import de.belegbote.webhooks.DeliveryQueue.Claim;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Keeps a slow or dead endpoint from taking the room of others. Used from one event loop only. */
final class Slots {
  /** At once per endpoint. */
  static final int PER_ENDPOINT = 4;

  /** At once per tenant. */
  static final int PER_TENANT = 16;

  private static final int ALL = 256;

  /** Repeated attempts may fill half of the room; the rest is kept for first and second ones. */
  private static final int LATE = 128;

  private final Map<UUID, Claim> held = new HashMap<>();

  void take(Claim claim) {
    held.put(claim.claim(), claim);
  }

  void free(Claim claim) {
    held.remove(claim.claim());
  }

  Collection<Claim> held() {
    return List.copyOf(held.values());
  }

  int free() {
    return ALL - held.size();
  }

  boolean hasRoomForLate() {
    return held.values().stream().filter(claim -> claim.attempt() > 2).count() < LATE;
  }

  Map<UUID, Integer> byEndpoint() {
    return count(Claim::endpointId);
  }

  Map<UUID, Integer> byTenant() {
    return count(claim -> claim.tenant().value());
  }

  private Map<UUID, Integer> count(Function<Claim, UUID> of) {
    Map<UUID, Integer> counts = new HashMap<>();
    held.values().forEach(claim -> counts.merge(of.apply(claim), 1, Integer::sum));
    return counts;
  }
}
