// The name by which a request is found again in the log.
package de.belegbote.http;

import de.belegbote.platform.Ids;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** Taken from X-Request-Id when it is harmless, else made; it is in every answer and log line. */
public final class RequestId {
  private static final String KEY = "belegbote.request";
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {}

  static String fresh() {
    return Ids.next().toString();
  }

  /** The request's name; the first call writes it into the answer's head. */
  public static String of(RoutingContext ctx) {
    String known = ctx.get(KEY);
    if (known != null) {
      return known;
    }
    String sent = ctx.request().getHeader("X-Request-Id");
    String id = sent != null && HARMLESS.matcher(sent).matches() ? sent : fresh();
    ctx.put(KEY, id);
    ctx.response().putHeader("X-Request-Id", id);
    return id;
  }
}
