// The one exception that is thrown on purpose.
package de.belegbote.platform;

import java.util.List;

/**
 * Says that something asked for cannot be done: which {@link Problem}, and a detail that is written
 * for the caller and may leave the process. The cause goes to the log only.
 */
public final class Failure extends RuntimeException {
  /** One thing that is wrong in a request: where (RFC 6901 pointer, or a parameter) and what. */
  public record Item(String pointer, String detail) {}

  private final Problem problem;
  private final transient List<Item> items;

  public Failure(Problem problem, String detail) {
    this(problem, detail, List.of(), null);
  }

  public Failure(Problem problem, String detail, Throwable cause) {
    this(problem, detail, List.of(), cause);
  }

  public Failure(Problem problem, String detail, List<Item> items) {
    this(problem, detail, items, null);
  }

  private Failure(Problem problem, String detail, List<Item> items, Throwable cause) {
    super(detail, cause);
    this.problem = problem;
    this.items = List.copyOf(items);
  }

  public Problem problem() {
    return problem;
  }

  /** For the caller: what happened and what to do about it; never holds a secret. */
  public String detail() {
    return getMessage();
  }

  /** The single findings of an invalid request; empty for every other problem. */
  public List<Item> items() {
    return items;
  }
}
