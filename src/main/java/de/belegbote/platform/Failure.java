// The one exception that is thrown on purpose.
package de.belegbote.platform;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Says that something asked for cannot be done: which {@link Problem}, and a detail that is written
 * for the caller and may leave the process. The cause goes to the log only.
 */
public final class Failure extends RuntimeException {
  /** One thing that is wrong in a request: where (RFC 6901 pointer, or a parameter) and what. */
  public record Item(String pointer, String detail) {}

  private final Problem problem;
  private final String reason;
  private final transient List<Item> items;
  private final transient Quota quota;
  private final transient Spot spot;

  /** The limits that are used up, by name, and how long to wait until there is room again. */
  public record Quota(List<String> policies, Duration pause) {}

  public Failure(Problem problem, String detail) {
    this(problem, null, detail, List.of(), null);
  }

  /**
   * A failure whose single case has a stable name, so that a page can say it in another language.
   *
   * @param reason lower-case with dashes, unique within the problem
   */
  public Failure(Problem problem, String reason, String detail) {
    this(problem, reason, detail, List.of(), null);
  }

  public Failure(Problem problem, String detail, Throwable cause) {
    this(problem, null, detail, List.of(), cause);
  }

  public Failure(Problem problem, String detail, List<Item> items) {
    this(problem, null, detail, items, null);
  }

  /**
   * QUOTA_EXCEEDED.
   *
   * @param pause until there is room again; at least a second is told
   * @param policies names of the limits in lower-case with dashes
   */
  public static Failure quota(String detail, Duration pause, List<String> policies) {
    var quota = new Quota(List.copyOf(policies), pause);
    return new Failure(Problem.QUOTA_EXCEEDED, null, detail, List.of(), null, quota, null);
  }

  private Failure(
      Problem problem, String reason, String detail, List<Item> items, Throwable cause) {
    this(problem, reason, detail, items, cause, null, null);
  }

  private Failure(
      Problem problem,
      String reason,
      String detail,
      List<Item> items,
      Throwable cause,
      Quota quota,
      Spot spot) {
    super(detail, cause);
    this.quota = quota;
    this.spot = spot;
    this.problem = problem;
    this.reason = reason;
    this.items = List.copyOf(items);
  }

  /** The same failure of a picture, with the place in the picture where its reason lies. */
  public Failure at(Spot where) {
    return new Failure(problem, reason, getMessage(), items, getCause(), quota, where);
  }

  public Problem problem() {
    return problem;
  }

  /** For the caller: what happened and what to do about it; never holds a secret. */
  public String detail() {
    return getMessage();
  }

  /** The stable name of this case of the problem, where there is one. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** What is used up, where the problem is QUOTA_EXCEEDED. */
  public Optional<Quota> quota() {
    return Optional.ofNullable(quota);
  }

  /** Where in the picture the reason lies, for problems of pictures. */
  public Optional<Spot> spot() {
    return Optional.ofNullable(spot);
  }

  /** The single findings of an invalid request; empty for every other problem. */
  public List<Item> items() {
    return items;
  }
}
