// What a lab portal answers.
package de.belegbote.lab;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer before it is sent; its type stands among its headers. */
record Reply(int status, Map<String, String> headers, Buffer body) {
  static final String TYPE = "Content-Type";

  /** Stands among the headers of an answer that is cut off. */
  static final String DROPPED = "X-Lab-Dropped";

  private static final String HTML = "text/html; charset=utf-8";

  static Reply html(int status, String text) {
    return new Reply(status, Map.of(TYPE, HTML), Buffer.buffer(text));
  }

  /** A page of this title. */
  static Reply page(String title, String body) {
    String head = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
    return html(200, head + title + "</title></head><body>" + body + "</body></html>");
  }

  static Reply redirect(String to) {
    return new Reply(302, Map.of("Location", to), Buffer.buffer());
  }

  /** JSON of a {@code JsonObject} or {@code JsonArray}. */
  static Reply json(Object value) {
    return new Reply(200, Map.of(TYPE, "application/json"), Buffer.buffer(value.toString()));
  }

  static Reply json(int status, Object value) {
    return new Reply(status, json(value).headers, json(value).body);
  }

  static Reply pdf(LabInvoice invoice) {
    return new Reply(200, Map.of(TYPE, "application/pdf"), invoice.pdf());
  }

  static Reply status(int status) {
    return html(status, "<!DOCTYPE html><html><body><p>" + status + "</p></body></html>");
  }

  /** The same, promised twice as long, and cut off after what there is. */
  Reply dropped() {
    return with(DROPPED, "yes");
  }

  Reply with(String header, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Reply(status, all, body);
  }

  Reply without(List<String> names) {
    var some = new LinkedHashMap<>(headers);
    some.keySet().removeAll(names);
    return new Reply(status, some, body);
  }

  boolean is(String type) {
    return headers.getOrDefault(TYPE, "").startsWith(type);
  }

  Reply body(String text) {
    return new Reply(status, headers, Buffer.buffer(text));
  }
}
