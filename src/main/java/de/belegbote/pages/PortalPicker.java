// The list of portals: search, country, and what one has to know of each.
package de.belegbote.pages;

import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.portals.Portal;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.text.Collator;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Portals in the alphabet of the page's language. */
final class PortalPicker {
  /** What was searched for; empty texts find all. */
  record Search(String words, String country) {
    static Search of(RoutingContext ctx) {
      String words = Optional.ofNullable(ctx.queryParams().get("q")).orElse("").trim();
      String country = Optional.ofNullable(ctx.queryParams().get("country")).orElse("");
      return new Search(
          words.length() > 100 ? words.substring(0, 100) : words,
          country.matches("[A-Z]{2}") ? country : "");
    }
  }

  private final PortalCatalogue catalogue;

  PortalPicker(PortalCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Values for a template.
   *
   * @param tenant whose choice it is; empty for the public list
   * @param only ids that are offered; empty for all the tenant may use
   */
  Map<String, Object> values(
      PageLanguage language, Search search, Optional<Tenant> tenant, List<String> only) {
    var order = Collator.getInstance(language.locale());
    List<Portal> all =
        catalogue.all().stream()
            .filter(portal -> only.isEmpty() || only.contains(portal.id()))
            .filter(portal -> tenant.map(who -> isShown(who, portal)).orElse(true))
            .sorted(Comparator.comparing(Portal::name, order).thenComparing(Portal::id))
            .toList();
    var countries =
        all.stream()
            .flatMap(p -> countries(p).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    var found = all.stream().filter(portal -> isFound(portal, search)).toList();
    var values = new HashMap<String, Object>();
    values.put("q", search.words());
    values.put("chosenLanguage", language.chosen());
    values.put("hasCountries", !countries.isEmpty());
    values.put("allCountries", countryValues(countries, search, language.locale()));
    values.put("portals", found.stream().map(portal -> portal(portal, tenant)).toList());
    return values;
  }

  // What needs special permission is shown as not enabled, so that nobody searches in vain.
  private static boolean isShown(Tenant tenant, Portal portal) {
    return portal.restricted() || tenant.mayUse(portal.id());
  }

  private static List<String> countries(Portal portal) {
    return portal.json().getJsonArray("countries", new JsonArray()).stream()
        .map(String::valueOf)
        .toList();
  }

  // A portal that names no countries serves all.
  private static boolean isFound(Portal portal, Search search) {
    String name = (portal.id() + " " + portal.name()).toLowerCase(Locale.ROOT);
    var countries = countries(portal);
    return name.contains(search.words().toLowerCase(Locale.ROOT))
        && (search.country().isEmpty()
            || countries.isEmpty()
            || countries.contains(search.country()));
  }

  private static List<Map<String, Object>> countryValues(
      Collection<String> codes, Search search, Locale language) {
    return codes.stream()
        .map(
            code ->
                Map.<String, Object>of(
                    "code", code,
                    "name",
                        new Locale.Builder().setRegion(code).build().getDisplayCountry(language),
                    "current", code.equals(search.country())))
        .toList();
  }

  private Map<String, Object> portal(Portal portal, Optional<Tenant> tenant) {
    boolean open = tenant.map(who -> catalogue.allowedTo(who).contains(portal)).orElse(true);
    return Map.of(
        "id", portal.id(),
        "name", portal.name(),
        "countries", String.join(", ", countries(portal)),
        "auto", isAutomatic(portal),
        "lab", isLab(portal),
        "warned", portal.restricted() && open,
        "open", open);
  }

  /** Whether one-time codes alone open the door. */
  static boolean isAutomatic(Portal portal) {
    var guide = portal.json().getJsonObject("authenticator");
    return guide != null && "yes".equals(guide.getString("unattended"));
  }

  /** Whether nobody has tried it with a real account. */
  static boolean isLab(Portal portal) {
    return "lab".equals(portal.json().getString("status"));
  }
}
