// How a portal account looks in the console: its state, what it means, and what can be done.
package de.belegbote.pages;

import de.belegbote.platform.Ids;
import de.belegbote.platform.Texts;
import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values for the rows of a page. */
record ConsoleAccounts(Texts texts, ConsoleNames names) {
  /** Whether nothing will happen until a person acts. */
  static boolean needsSomebody(JsonObject account) {
    var attention = account.getJsonObject("attention");
    return account.getString("state").equals("new")
        || (attention != null && !attention.getBoolean("canHeal"));
  }

  Map<String, Object> row(ConsoleVisit visit, String company, JsonObject account) {
    var language = visit.locale();
    String state = account.getString("state");
    String portal = names.portal(account.getString("portalId"));
    var attention = account.getJsonObject("attention");
    var last = account.getJsonObject("lastFetch");
    var values = new HashMap<String, Object>();
    values.put("portal", portal);
    values.put("label", account.getString("label", ""));
    values.put("state", texts.get(language, "state." + state));
    values.put("tone", tone(state, attention));
    values.put("says", says(language, account));
    values.put("todo", todo(language, state, attention));
    values.put(
        "last",
        last == null
            ? ""
            : texts.get(
                language,
                "lastFetch",
                new ConsoleTimes(language).time(last.getString("finishedAt")),
                FetchOutcome.valueOf(last.getString("outcome")).text(language)));
    values.put("lastHref", last == null ? "" : "fetch?id=" + last.getString("id"));
    values.put("detailsLabel", texts.get(language, "detailsOf", portal));
    values.put("buttons", buttons(visit, account, company, portal));
    return values;
  }

  private static String tone(String state, JsonObject attention) {
    return switch (state) {
      case "active" -> "good";
      case "paused", "verifying" -> "calm";
      case "needs_attention" -> attention != null && attention.getBoolean("canHeal") ? "" : "bad";
      default -> "";
    };
  }

  private String says(Locale language, JsonObject account) {
    var attention = account.getJsonObject("attention");
    if (attention != null) {
      return attention.getString("text");
    }
    String state = account.getString("state");
    if (!state.equals("active")) {
      return texts.get(language, "says." + state);
    }
    String next = account.getString("nextFetchAt");
    return next == null
        ? texts.get(language, "says.activeNow")
        : texts.get(language, "says.active", new ConsoleTimes(language).time(next));
  }

  private String todo(Locale language, String state, JsonObject attention) {
    if (attention != null) {
      return attention.getBoolean("canHeal")
          ? texts.get(language, "todo.healing")
          : attention.getString("action");
    }
    String key = "todo." + state;
    return texts.has(language, key) ? texts.get(language, key) : "";
  }

  private List<Map<String, Object>> buttons(
      ConsoleVisit visit, JsonObject account, String company, String portal) {
    String state = account.getString("state");
    var all = new ArrayList<Map<String, Object>>();
    boolean helped = needsSomebody(account);
    if (helped && visit.may("createConnectSession")) {
      String how = state.equals("new") ? "finish" : "repair";
      all.add(button(visit, account, how, "", company, portal));
    }
    boolean runs = state.equals("active") || (state.equals("needs_attention") && !helped);
    if (runs && visit.may("startFetch")) {
      all.add(button(visit, account, "fetch", "quiet", company, portal));
    }
    boolean paused = state.equals("paused");
    if ((runs || paused) && visit.may("updatePortalAccount")) {
      all.add(button(visit, account, paused ? "resume" : "pause", "quiet", company, portal));
    }
    return all;
  }

  private Map<String, Object> button(
      ConsoleVisit visit,
      JsonObject account,
      String how,
      String look,
      String company,
      String portal) {
    String text = texts.get(visit.locale(), "do." + how);
    return Map.of(
        "how", how,
        "look", look,
        "once", Ids.next().toString(),
        "company", account.getString("companyId"),
        "account", account.getString("id"),
        "text", text,
        "aria", texts.get(visit.locale(), "doAt", text, portal, company));
  }
}
