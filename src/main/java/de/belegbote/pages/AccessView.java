// What stands on the wizard's pages for consent and credentials.
package de.belegbote.pages;

import de.belegbote.platform.Texts;
import de.belegbote.portals.Portal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Map;

/** What was entered comes back after a mistake, but never the password. */
record AccessView(Texts texts) {
  void consent(Map<String, Object> values, ConnectView.Scene scene, Portal portal) {
    String name = scene.tenant().name();
    values.put("allowsText", texts.get(scene.locale(), "consentAllows", name, portal.name()));
    values.put("whereText", texts.get(scene.locale(), "consentWhereText", name));
    values.put("howText", texts.get(scene.locale(), "consentHowText", name));
    values.put(
        "restrictedText",
        portal.restricted() ? texts.get(scene.locale(), "consentRestricted", portal.name()) : "");
    String terms = portal.json().getJsonObject("terms", new JsonObject()).getString("url", "");
    values.put("terms", terms.startsWith("https://") ? terms : "");
    values.put("lab", PortalPicker.isLab(portal));
    values.put("holds", !scene.typed("holds").isEmpty());
    values.put("allows", !scene.typed("allows").isEmpty());
    values.put("canChoose", scene.session().portals().size() != 1);
  }

  void credentials(Map<String, Object> values, ConnectView.Scene scene, Portal portal) {
    values.put("username", scene.typed("username"));
    values.put("canChoose", scene.session().portals().size() != 1);
    settings(values, scene, portal);
  }

  /** What the portal has to know, with what is known of it already. */
  void settings(Map<String, Object> values, ConnectView.Scene scene, Portal portal) {
    var settings = new ArrayList<Map<String, Object>>();
    for (Object entry : portal.json().getJsonArray("settings", new JsonArray())) {
      var setting = (JsonObject) entry;
      String name = setting.getString("name");
      var label = setting.getJsonObject("label", new JsonObject());
      // Whoever repairs need not be who linked it.
      var known = scene.session().repair() ? new JsonObject() : scene.opened().settings();
      String typed = scene.typed("setting." + name);
      String value =
          typed.isEmpty() && known.containsKey(name)
              ? known.getJsonArray(name).getString(0)
              : typed;
      var only = setting.getJsonArray("oneOf", new JsonArray());
      settings.add(
          Map.of(
              "name", name,
              "label", label.getString(scene.language().tag(), label.getString("en", name)),
              "optional", setting.getBoolean("optional", false),
              "value", value,
              "choices", !only.isEmpty(),
              "options",
                  only.stream()
                      .map(one -> Map.of("value", one, "current", one.equals(value)))
                      .toList()));
    }
    values.put("settings", settings);
  }
}
