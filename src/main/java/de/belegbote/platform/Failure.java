// The one exception that is thrown on purpose.
package de.belegbote.platform;

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

  private Failure(
      Problem problem, String reason, String detail, List<Item> items, Throwable cause) {
    super(detail, cause);
    this.problem = problem;
    this.reason = reason;
    this.items = List.copyOf(items);
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

  /** The single findings of an invalid request; empty for every other problem. */
  public List<Item> items() {
    return items;
  }
}
