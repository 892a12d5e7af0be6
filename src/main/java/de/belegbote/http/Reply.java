// What an operation answers.
package de.belegbote.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Status, body and headers of an answer. Secrets that are shown once stand in {@link #json} only;
 * {@link #repeated} is the body that an idempotent repeat gets.
 */
public record Reply(
    int status,
    JsonObject json,
    FileChannel file,
    Map<String, String> headers,
    JsonObject repeated) {

  private static Reply json(int status, JsonObject json) {
    return new Reply(status, json, null, Map.of(), json);
  }

  public static Reply ok(JsonObject json) {
    return json(200, json);
  }

  public static Reply created(JsonObject json) {
    return json(201, json);
  }

  public static Reply accepted(JsonObject json) {
    return json(202, json);
  }

  public static Reply empty() {
    return json(204, null);
  }

  /** A page of a list out of up to one row more than asked for; each row has an {@code id}. */
  public static Reply page(Call call, List<JsonObject> rows) {
    return page(call, rows, row -> UUID.fromString(row.getString("id")));
  }

  /**
   * As {@link #page(Call, List)}, for rows whose id is no UUID.
   *
   * @param place names a row in the cursor
   */
  public static Reply page(Call call, List<JsonObject> rows, Function<JsonObject, UUID> place) {
    int limit = call.page().limit();
    var page = new JsonObject();
    if (rows.size() > limit) {
      var last = place.apply(rows.get(limit - 1));
      page.put("items", new JsonArray(List.copyOf(rows.subList(0, limit))));
      page.put("nextCursor", call.cursor(last));
    } else {
      page.put("items", new JsonArray(List.copyOf(rows)));
    }
    return ok(page);
  }

  /**
   * A document to keep, never to be shown in our origin.
   *
   * @param file sent from its start to its end and then closed; closed also when it is not sent
   * @param fileName suggested name; written as RFC 6266 wants it
   */
  public static Reply file(FileChannel file, String contentType, String fileName) {
    String plain = fileName.replaceAll("[^A-Za-z0-9._-]", "_");
    return new Reply(200, null, file, Map.of(), null)
        .header("Content-Type", contentType)
        .header(
            "Content-Disposition",
            "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded(fileName)));
  }

  // RFC 8187 attr-char; everything else is percent-encoded.
  private static String encoded(String name) {
    var text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return text.toString();
  }

  public Reply header(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, json, file, more, repeated);
  }

  /** The body an idempotent repeat gets, without what is shown once. */
  public Reply repeat(JsonObject without) {
    return new Reply(status, json, file, headers, without);
  }

  /** Lets go of what it holds; nothing of it can be sent any more. */
  public void close() {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException unclosable) {
      throw new UncheckedIOException(unclosable);
    }
  }

  @Override
  public String toString() {
    return "Reply[" + status + "]";
  }
}
