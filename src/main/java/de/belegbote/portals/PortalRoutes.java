// The catalogue as the contract shows it.
package de.belegbote.portals;

import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** Operations listPortals and getPortal. */
public final class PortalRoutes implements Routes {
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
    var items = new JsonArray();
    for (Portal portal : catalogue.all()) {
      String words = (portal.id() + " " + portal.name()).toLowerCase(Locale.ROOT);
      boolean found = text.isEmpty() || words.contains(text.get());
      if (found && country.map(c -> isIn(portal.json(), c)).orElse(true)) {
        items.add(portal.json());
      }
    }
    return Future.succeededFuture(Reply.ok(new JsonObject().put("items", items)));
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
