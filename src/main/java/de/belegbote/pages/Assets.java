// Style and script of the pages.
package de.belegbote.pages;

import de.belegbote.http.Ending;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Consumer;

/** Files below /assets. Their addresses carry a hash, so that browsers may keep them. */
final class Assets implements Consumer<Router> {
  private static final String ICON = Templates.read("icon.svg");

  private final Map<String, String> files =
      Map.of(
          "page.css", Templates.read("page.css"),
          "upload.js", Templates.read("upload.js"),
          "connect.css", Templates.read("connect.css"),
          "connect.js", Templates.read("connect.js"),
          "console.css", Templates.read("console.css"),
          "console.js", Templates.read("console.js"));

  /** The address of a file as seen from a page one level below the root. */
  String address(String file) {
    return "../assets/" + file + "?v=" + version(file);
  }

  private String version(String file) {
    // Only tells one release from another.
    return Integer.toHexString(files.get(file).hashCode());
  }

  @Override
  public void accept(Router router) {
    for (String file : files.keySet()) {
      router.get("/assets/" + file).handler(ctx -> send(ctx, file));
      router.head("/assets/" + file).handler(ctx -> send(ctx, file));
    }
    // Browsers ask for it by themselves, whatever a page says.
    router.get("/favicon.ico").handler(Assets::icon);
  }

  private static void icon(RoutingContext ctx) {
    ctx.response()
        .putHeader("Content-Type", "image/svg+xml")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", "default-src 'none'")
        .putHeader("Cache-Control", "public, max-age=86400");
    var unused = Ending.end(ctx.request(), Buffer.buffer(ICON));
  }

  private void send(RoutingContext ctx, String file) {
    boolean named = version(file).equals(ctx.queryParams().get("v"));
    ctx.response()
        .putHeader(
            "Content-Type",
            (file.endsWith(".css") ? "text/css" : "text/javascript") + "; charset=utf-8")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Cache-Control", named ? "public, max-age=31536000, immutable" : "no-cache");
    var unused = Ending.end(ctx.request(), Buffer.buffer(files.get(file)));
  }
}
