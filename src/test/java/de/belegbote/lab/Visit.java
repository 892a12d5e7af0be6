// One request at a lab portal, with the session it belongs to.
package de.belegbote.lab;

import de.belegbote.platform.crypto.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** What a portal's handler asks, and how it draws forms. */
final class Visit {
  private static final Set<String> MAYBE = Set.of("submit", "checkbox", "radio", "button");

  private final Ask ask;
  private final LabSession session;
  private final Map<String, String> segments;
  private final String tokenName;

  /**
   * @param segments the values of the path's {@code {names}}
   * @param tokenName what forms call their token
   */
  Visit(Ask ask, LabSession session, Map<String, String> segments, String tokenName) {
    this.ask = ask;
    this.session = session;
    this.segments = segments;
    this.tokenName = tokenName;
  }

  LabSession session() {
    return session;
  }

  /** The value of a path's {@code {name}}. */
  String segment(String name) {
    return segments.get(name);
  }

  /** The first value in the query; empty text when there is none. */
  String query(String name) {
    return ask.query().getOrDefault(name, List.of("")).get(0);
  }

  /** The first value of a form's field; empty text when there is none. */
  String field(String name) {
    return ask.form().getOrDefault(name, List.of("")).get(0);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(ask.headers().get(name));
  }

  /** The JSON that was sent; empty when none was. */
  JsonObject json() {
    return ask.json().orElseGet(JsonObject::new);
  }

  /** All that was sent. */
  String body() {
    return ask.body().toString();
  }

  /** What scripts of a page say with each request. */
  String scriptToken() {
    session.mark(session.id() + "-script");
    return session.id() + "-script";
  }

  /** Whether a script of a page of this session asks. */
  boolean isScript() {
    return header(Spa.TOKEN).filter(session::is).isPresent();
  }

  /**
   * A form that is sent by POST, with a token that is good for this session and for one time.
   *
   * @param attributes of the form, such as {@code id="login"}
   * @param action a path of this host, or an absolute address
   * @param inner what stands in it
   */
  String form(String attributes, String action, String inner) {
    String token = Tokens.random(12);
    var needed = new HashSet<String>();
    var possible = new HashSet<String>();
    for (Element control : Jsoup.parseBodyFragment(inner).select("[name]")) {
      boolean sure = control.tagName().equals("input") && !MAYBE.contains(control.attr("type"));
      (sure ? needed : possible).add(control.attr("name"));
    }
    needed.add(tokenName);
    String address = action.startsWith("/") ? "https://" + ask.host() + action : action;
    session.forms().put(token, new LabSession.Form(address, tokenName, needed, possible));
    return """
    <form %s method="post" action="%s" novalidate>
    <input type="hidden" name="%s" value="%s">%s</form>
    """
        .formatted(attributes, action, tokenName, token, inner);
  }

  /** What speaks against what was sent; empty when it is a form as it was shown. */
  Optional<String> wrongForm() {
    var sent = ask.form();
    var known =
        session.forms().entrySet().stream()
            .filter(
                form ->
                    sent.getOrDefault(form.getValue().tokenName(), List.of())
                        .contains(form.getKey()))
            .findFirst();
    if (known.isEmpty()) {
      return Optional.of("a form without a token of this session");
    }
    LabSession.Form form = session.forms().remove(known.get().getKey());
    var surplus = new HashSet<>(sent.keySet());
    surplus.removeAll(form.needed());
    surplus.removeAll(form.possible());
    boolean whole = sent.keySet().containsAll(form.needed()) && surplus.isEmpty();
    return whole && form.action().equals(ask.address())
        ? Optional.empty()
        : Optional.of("a form that sends %s instead of %s".formatted(sent.keySet(), form));
  }
}
