// How many requests a tenant and a credential may send.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.Tenant;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Token buckets of this process per tenant and per credential, told by the fields of IETF draft
 * ratelimit-headers-11. Several processes each count for themselves.
 */
public final class RateLimits {
  private static final int MOST_BUCKETS = 20_000;
  private static final Duration WINDOW = Duration.ofSeconds(60);

  private record Quota(String policy, int quota, ConsumptionProbe probe) {}

  // The eldest bucket goes when there are too many; whoever owned it starts with a full one.
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_BUCKETS;
        }
      };

  /**
   * Takes one request off both quotas and writes their state into the answer.
   *
   * @return QUOTA_EXCEEDED, naming what is used up and how long to wait, when there is no room
   */
  public Optional<Failure> take(Principal who, Tenant tenant, HttpServerResponse response) {
    var quotas =
        List.of(
            quota("tenant", "t " + tenant.id(), tenant.requestsPerMinute()),
            quota(
                "credential",
                "c " + tenant.id() + " " + who.kind() + " " + who.id(),
                tenant.requestsPerMinuteAndCredential()));
    response.putHeader("RateLimit-Policy", field(quotas, q -> "q=" + q.quota + ";w=60"));
    response.putHeader(
        "RateLimit",
        field(
            quotas,
            q ->
                "r="
                    + q.probe.getRemainingTokens()
                    + ";t="
                    + Math.max(0, q.probe.getNanosToWaitForRefill() / 1_000_000_000)));
    var usedUp = quotas.stream().filter(q -> !q.probe.isConsumed()).toList();
    return usedUp.stream()
        .map(q -> Duration.ofNanos(q.probe.getNanosToWaitForRefill()).plusSeconds(1))
        .max(Duration::compareTo)
        .map(
            wait ->
                Failure.quota(
                    "Wait as many seconds as Retry-After says.",
                    wait,
                    usedUp.stream().map(Quota::policy).toList()));
  }

  private static String field(
      List<Quota> quotas, java.util.function.Function<Quota, String> value) {
    return String.join(
        ", ", quotas.stream().map(q -> "\"" + q.policy + "\";" + value.apply(q)).toList());
  }

  private Quota quota(String policy, String key, int perMinute) {
    Bucket bucket;
    synchronized (buckets) {
      bucket =
          buckets.computeIfAbsent(
              key + " " + perMinute,
              fresh ->
                  Bucket.builder()
                      .addLimit(l -> l.capacity(perMinute).refillGreedy(perMinute, WINDOW))
                      .build());
    }
    return new Quota(policy, perMinute, bucket.tryConsumeAndReturnRemaining(1));
  }
}
