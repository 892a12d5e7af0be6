// Everything that is wrong with the settings, at once.
package de.belegbote.platform.config;

import java.util.List;

/** The settings cannot be used; each problem names its setting and what to do. */
public final class ConfigException extends RuntimeException {
  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super("The settings cannot be used:\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
