// How a variable of a page's scripts is read.
package de.belegbote.fetch.browser;

import java.util.regex.Pattern;

/** Our own words around names that are only names: nothing of a recipe is run as a script. */
public final class Variables {
  private static final Pattern NAMES =
      Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*){0,9}");

  private Variables() {}

  /**
   * An expression that gives a text, or null: what a person would see of the value, maps and lists
   * as JSON.
   *
   * @param name names with dots between; throws IllegalArgumentException for anything else
   */
  public static String script(String name) {
    if (!NAMES.matcher(name).matches()) {
      throw new IllegalArgumentException("names with dots between are expected");
    }
    String[] names = name.split("\\.", -1);
    var script =
        new StringBuilder("(function () { var at = typeof ")
            .append(names[0])
            .append(" === 'undefined' ? null : ")
            .append(names[0])
            .append(";");
    for (int i = 1; i < names.length; i++) {
      script.append(" at = at == null ? null : at['").append(names[i]).append("'];");
    }
    return script
        .append(" if (at == null || typeof at === 'function') { return null; }")
        .append(" return typeof at === 'object' ? JSON.stringify(at) : '' + at; })()")
        .toString();
  }
}
