// What the templates of a run may name, and where it may go.
package de.belegbote.fetch;

import de.belegbote.portals.recipe.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Values by name; one that was learned from a page or answer goes to that host only. */
final class Known {
  private final Map<String, String> values;
  private final Map<String, String> hosts;

  private Known(Map<String, String> values, Map<String, String> hosts) {
    this.values = new HashMap<>(values);
    this.hosts = new HashMap<>(hosts);
  }

  static Known of(Map<String, String> values) {
    return new Known(values, Map.of());
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** The same and more; what is learned later does not come back. */
  Known with(Map<String, String> more) {
    var known = new Known(values, hosts);
    known.values.putAll(more);
    return known;
  }

  /**
   * Takes in what was learned.
   *
   * @param host where it came from
   */
  void learn(String name, Value.Found found, String host) {
    put(name, found.text(), host);
    found.members().forEach((member, text) -> put(name + "." + member, text, host));
  }

  private void put(String name, String text, String host) {
    values.put(name, text);
    hosts.put(name, host);
  }

  /** The first of these names whose value was learned from another host than this. */
  Optional<String> stray(Collection<String> names, String host) {
    return names.stream()
        .filter(name -> hosts.containsKey(name) && !hosts.get(name).equals(host))
        .findFirst();
  }
}
