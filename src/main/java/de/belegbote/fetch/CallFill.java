// A request of a recipe with its values filled in.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser.Request;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Call;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Template;
import de.belegbote.portals.recipe.TemplateException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Where it goes and what it carries.
 *
 * @param ours whether the recipe wrote the address, or it is on the host that named it: only there
 *     may headers and a body go
 * @param headers of this request alone
 */
record CallFill(String address, boolean ours, Map<String, String> headers, Request request) {
  /** A bare GET. */
  static Request get(String address) {
    return Request.get(address);
  }

  /**
   * Fills a request in.
   *
   * @throws RowFailed when what a row says makes no address
   * @throws RunEnd when a body, or something learned, would go to a host it is not meant for
   */
  static CallFill of(Call call, Row at, Known known, String place) {
    boolean written = call.to() instanceof Call.To.Written;
    String base = base(call, at, known);
    String host = Places.host(base);
    boolean ours = written || host.equals(Places.host(at.url()));
    boolean body = !(call.body() instanceof Call.Body.None);
    if (body && !ours) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, "a body would have gone to " + host);
    }
    var names = new LinkedHashSet<>(call.names());
    call.headers().values().forEach(template -> names.addAll(template.names()));
    known
        .stray(names, host)
        .ifPresent(
            name -> {
              throw new RunEnd(
                  FetchOutcome.LAYOUT_CHANGED,
                  place,
                  "{%s} was learned elsewhere and would have gone to %s".formatted(name, host));
            });
    Map<String, String> values = known.values();
    String address = withQuery(base, call.query(), values);
    var headers = new HashMap<String, String>();
    call.headers().forEach((name, text) -> headers.put(name, text.header(values)));
    return new CallFill(address, ours, headers, request(call.body(), address, values));
  }

  /** Whether the portal names no address for it. */
  static boolean isNameless(Call call, Row at, Known known) {
    return call.to() instanceof Call.To.Named named
        && Requests.address(named.address(), at, known).isEmpty();
  }

  private static String base(Call call, Row at, Known known) {
    if (call.to() instanceof Call.To.Named named) {
      return Requests.address(named.address(), at, known)
          .orElseThrow(
              () ->
                  at instanceof AnswerRow row && Requests.isHtml(row.answer())
                      ? SessionGone.page("document", "an address")
                      : RowFailed.changed("nothing names the address of a document"));
    }
    try {
      return ((Call.To.Written) call.to()).address().address(known.values());
    } catch (TemplateException broken) {
      // What the row's texts make of an address is the row's fault, a missing setting is not.
      if (broken.name().startsWith("row.")) {
        throw new RowFailed("address: " + broken.getMessage());
      }
      throw broken;
    } catch (IllegalArgumentException broken) {
      throw new RowFailed("the row's texts make no address");
    }
  }

  private static String withQuery(
      String base, Map<String, Template> query, Map<String, String> values) {
    String more = encoded(query, values);
    if (more.isEmpty()) {
      return base;
    }
    String[] parts = base.split("#", 2);
    String joined = parts[0] + (parts[0].contains("?") ? "&" : "?") + more;
    return parts.length == 1 ? joined : joined + "#" + parts[1];
  }

  private static Request request(Call.Body body, String address, Map<String, String> values) {
    if (body instanceof Call.Body.Form form) {
      return post(address, encoded(form.fields(), values), "application/x-www-form-urlencoded");
    }
    if (body instanceof Call.Body.Multipart form) {
      String boundary = "belegbote-" + UUID.randomUUID();
      return post(
          address,
          multipart(form.fields(), values, boundary),
          "multipart/form-data; boundary=" + boundary);
    }
    if (body instanceof Call.Body.Json json) {
      return post(address, Json.encode(json.tree().filled(values)), "application/json");
    }
    return get(address);
  }

  private static Request post(String address, String body, String type) {
    return new Request("POST", address, Map.of(), Buffer.buffer(body), type);
  }

  private static String encoded(Map<String, Template> entries, Map<String, String> values) {
    return entries.entrySet().stream()
        .filter(entry -> isThere(entry.getValue(), values))
        .map(
            entry ->
                Template.encoded(entry.getKey())
                    + "="
                    + Template.encoded(entry.getValue().text(values)))
        .collect(Collectors.joining("&"));
  }

  // RFC 7578; the boundary is drawn, so that no value can hold it.
  private static String multipart(
      Map<String, Template> fields, Map<String, String> values, String boundary) {
    var out = new StringBuilder();
    fields.forEach(
        (name, text) -> {
          if (isThere(text, values)) {
            out.append(
                "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(boundary, name.replace("\"", "%22"), text.text(values)));
          }
        });
    return out.append("--").append(boundary).append("--\r\n").toString();
  }

  // An entry with {cursor} is left out while there is none.
  private static boolean isThere(Template text, Map<String, String> values) {
    return !text.names().contains("cursor") || values.containsKey("cursor");
  }
}
