// The catalogue as the contract shows it.
package de.belegbote.portals;

import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Operations listPortals and getPortal. */
public final class PortalRoutes implements Routes {
  private static final Comparator<Portal> BY_NAME =
      Comparator.comparing(Portal::name, Collator.getInstance(Locale.ROOT))
          .thenComparing(Portal::id);

  private final PortalCatalogue catalogue;

  public PortalRoutes(PortalCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public void bind(Operations on) {
    var unused = on.operation("listPortals", this::list).operation("getPortal", this::get);
  }

  private Future<Reply> list(Call call) {
    var text = call.query("q").map(q -> q.toLowerCase(Locale.ROOT));
    var country = call.query("country");
    var page = call.page();
    var found =
        catalogue.all().stream()
            .filter(portal -> text.map(words -> isCalled(portal, words)).orElse(true))
            .filter(portal -> country.map(c -> isIn(portal.json(), c)).orElse(true))
            .sorted(BY_NAME)
            .map(Portal::json)
            .toList();
    int from = page.after() == null ? 0 : placeOf(found, page.after()) + 1;
    int to = Math.min(found.size(), from + page.rows());
    return Future.succeededFuture(Reply.page(call, found.subList(from, to), PortalRoutes::place));
  }

  private static boolean isCalled(Portal portal, String words) {
    return (portal.id() + " " + portal.name()).toLowerCase(Locale.ROOT).contains(words);
  }

  // Cursors hold UUIDs, portals have names: a portal's place is the UUID made of its id.
  private static UUID place(JsonObject portal) {
    return UUID.nameUUIDFromBytes(portal.getString("id").getBytes(StandardCharsets.UTF_8));
  }

  private static int placeOf(List<JsonObject> portals, UUID place) {
    for (int i = 0; i < portals.size(); i++) {
      if (place(portals.get(i)).equals(place)) {
        return i;
      }
    }
    throw new Failure(
        Problem.INVALID_CURSOR, "The portal at which the page ended is gone. Start again.");
  }

  // A portal that names no countries serves all.
  private static boolean isIn(JsonObject portal, String country) {
    var countries = portal.getJsonArray("countries", new JsonArray(List.of()));
    return countries.isEmpty() || countries.contains(country);
  }

  private Future<Reply> get(Call call) {
    return Future.succeededFuture(Reply.ok(catalogue.get(call.path("portalId")).json()));
  }
}
