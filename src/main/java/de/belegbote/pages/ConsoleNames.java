// The names of companies and portals for lists that tell their ids.
package de.belegbote.pages;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Texts;
import de.belegbote.portals.Portal;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.text.Collator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What all areas name alike. */
record ConsoleNames(Texts texts, PortalCatalogue catalogue) {
  private static final String MOST_COMPANIES = "250";

  /** The portal's name; its id where the portal is not served any more. */
  String portal(String id) {
    try {
      return catalogue.get(id).name();
    } catch (Failure gone) {
      return id;
    }
  }

  /** Portals to choose from, in the alphabet of the language. */
  List<Map.Entry<String, String>> portals(ConsoleVisit visit) {
    var order = Collator.getInstance(visit.locale());
    return catalogue.allowedTo(visit.tenant()).stream()
        .sorted(Comparator.comparing(Portal::name, order))
        .map(portal -> Map.entry(portal.id(), portal.name()))
        .toList();
  }

  /** The tenant's first 250 companies to choose from. */
  Future<List<Map.Entry<String, String>>> companies(ConsoleVisit visit) {
    var order = Collator.getInstance(visit.locale());
    return visit
        .json(visit.question("listCompanies").with("limit", MOST_COMPANIES))
        .map(
            page ->
                ConsoleVisit.items(page).stream()
                    .map(one -> Map.entry(one.getString("id"), one.getString("name")))
                    .sorted(Map.Entry.comparingByValue(order))
                    .toList());
  }

  /** Names by id, of those that the rows mention; of a deleted company none. */
  Future<Map<String, String>> of(
      ConsoleVisit visit, Collection<JsonObject> rows, List<Map.Entry<String, String>> known) {
    var names = new HashMap<String, String>();
    known.forEach(entry -> names.put(entry.getKey(), entry.getValue()));
    var asked = new ArrayList<Future<Void>>();
    var missing = new HashSet<String>();
    rows.forEach(row -> missing.add(row.getString("companyId")));
    missing.removeAll(names.keySet());
    for (String id : missing) {
      asked.add(
          visit
              .json(visit.question("getCompany").at("companyId", id))
              .map(one -> one.getString("name"))
              .recover(ConsoleNames::gone)
              .map(
                  name -> {
                    names.put(id, name);
                    return null;
                  }));
    }
    return Future.all(asked).map(names);
  }

  private static Future<String> gone(Throwable cause) {
    return cause instanceof Failure failure && failure.problem() == Problem.NOT_FOUND
        ? Future.succeededFuture("")
        : Future.failedFuture(cause);
  }
}
