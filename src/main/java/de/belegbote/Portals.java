// Makes the catalogue of portals out of their recipes.
package de.belegbote;

import de.belegbote.portals.Portal;
import de.belegbote.portals.recipe.Recipe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the contract shows of a recipe. */
final class Portals {
  private Portals() {}

  static Portal of(Recipe recipe) {
    var settings = new JsonArray();
    recipe.settings().forEach((name, setting) -> settings.add(setting(name, setting)));
    var terms = new JsonObject().put("automation", recipe.terms().automation());
    recipe.terms().url().ifPresent(url -> terms.put("url", url));
    var steps = new JsonObject();
    recipe
        .authenticator()
        .steps()
        .forEach((language, texts) -> steps.put(language, new JsonArray(List.copyOf(texts))));
    var authenticator =
        new JsonObject().put("unattended", recipe.authenticator().unattended()).put("steps", steps);
    String second = recipe.authenticator().second();
    if (!second.equals("unknown")) {
      authenticator.put("second", second);
    }
    recipe.authenticator().where().ifPresent(where -> authenticator.put("where", where));
    var json =
        new JsonObject()
            .put("id", recipe.id())
            .put("name", recipe.name())
            .put("homepage", recipe.homepage())
            .put("countries", new JsonArray())
            .put("realm", recipe.realm())
            .put("engine", recipe.engine())
            .put("status", "lab")
            .put("terms", terms)
            .put("settings", settings)
            .put("authenticator", authenticator);
    boolean restricted = recipe.terms().automation().equals("restricted");
    return new Portal(recipe.id(), recipe.name(), recipe.realm(), restricted, json);
  }

  private static JsonObject setting(String name, Recipe.Setting setting) {
    var json =
        new JsonObject()
            .put("name", name)
            .put("label", new JsonObject().mergeIn(labels(setting)))
            .put("optional", setting.optional())
            .put("many", setting.many());
    return setting.oneOf().isEmpty() ? json : json.put("oneOf", new JsonArray(setting.oneOf()));
  }

  private static JsonObject labels(Recipe.Setting setting) {
    var labels = new JsonObject();
    setting.label().forEach(labels::put);
    return labels;
  }
}
