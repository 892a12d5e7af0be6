// A request in the session of the browser, without a page.
package de.belegbote.portals.recipe;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request as a recipe writes it.
 *
 * @param to where it goes
 * @param query added to the address
 * @param headers beside those of {@code requests}
 * @param body what is sent; a call with a body is a POST
 * @param expect any must fit the answer; empty: no matter
 * @param answers what answers mean that are none of the expected
 * @param poll how to wait for an answer that is promised
 * @param bytes the file inside the answer; empty: the answer is the file
 */
public record Call(
    To to,
    Map<String, Template> query,
    Map<String, Template> headers,
    Body body,
    List<RowFilter> expect,
    List<Meaning> answers,
    Optional<Poll> poll,
    Optional<Value> bytes) {
  /** The meaning that the portal has forgotten us. */
  public static final String SESSION_GONE = "SESSION_GONE";

  /** The names in its address, query and body, without its headers. */
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    if (to instanceof To.Written written) {
      names.addAll(written.address().names());
    }
    query.values().forEach(template -> names.addAll(template.names()));
    names.addAll(body.names());
    return names;
  }

  /** Where a request goes. */
  public sealed interface To {
    /** An address the recipe writes. */
    record Written(Template address) implements To {}

    /** An address the portal names, absolute or relative to where it stands. */
    record Named(Value address) implements To {}
  }

  /** What a request sends. */
  public sealed interface Body {
    /** The names in it. */
    Set<String> names();

    /** Nothing: a GET. */
    record None() implements Body {
      @Override
      public Set<String> names() {
        return Set.of();
      }
    }

    /** {@code application/x-www-form-urlencoded}. */
    record Form(Map<String, Template> fields) implements Body {
      @Override
      public Set<String> names() {
        return namesOf(fields);
      }
    }

    /** {@code multipart/form-data}, texts only. */
    record Multipart(Map<String, Template> fields) implements Body {
      @Override
      public Set<String> names() {
        return namesOf(fields);
      }
    }

    /** {@code application/json}; GraphQL too. */
    record Json(JsonTree tree) implements Body {
      @Override
      public Set<String> names() {
        return tree.names();
      }
    }

    private static Set<String> namesOf(Map<String, Template> fields) {
      var names = new LinkedHashSet<String>();
      fields.values().forEach(template -> names.addAll(template.names()));
      return names;
    }
  }

  /**
   * What an answer means.
   *
   * @param when any fits
   * @param outcome name of an outcome, or {@link #SESSION_GONE}
   */
  public record Meaning(List<RowFilter> when, String outcome) {}

  /**
   * Waiting for an answer that a 202 promises.
   *
   * @param at the address to ask, in the answer 202
   * @param done any must fit
   * @param failed any means that it will not come
   */
  public record Poll(
      Value at, Duration every, Duration most, List<RowFilter> done, List<RowFilter> failed) {}
}
