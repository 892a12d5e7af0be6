// The command "doctor": looks at an installation and says what to do.
package de.belegbote;

import de.belegbote.platform.Finding;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.ConfigReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code doctor [--json] [settings]}: with the settings of the service, beside it or before its
 * first start. It changes nothing but for a probe in the bucket, which it deletes.
 */
final class Doctor {
  private Doctor() {}

  /**
   * Does it; blocks until it is done.
   *
   * @param words settings as the service takes them, and {@code --json}
   * @return the exit code: 1 when there is a fault
   */
  static int run(
      List<String> words, Map<String, String> environment, TimeSource time, PrintStream out) {
    var settings = new ArrayList<>(words);
    boolean json = settings.remove("--json");
    // What it finds it says once, in its own words.
    System.setProperty("belegbote.log.level", "off");
    var findings = findings(settings, environment, time);
    out.print(json ? json(findings) : lines(findings));
    out.flush();
    return findings.stream().anyMatch(one -> one.level() == Finding.Level.FAULT) ? 1 : 0;
  }

  private static List<Finding> findings(
      List<String> settings, Map<String, String> environment, TimeSource time) {
    try {
      return new Checkup(ConfigReader.read(settings, environment), time).findings();
    } catch (ConfigException wrong) {
      return wrong.problems().stream().map(text -> Finding.fault("settings", text)).toList();
    }
  }

  private static String json(List<Finding> findings) {
    var all = new JsonArray();
    for (Finding one : findings) {
      all.add(
          new JsonObject().put("level", word(one)).put("part", one.part()).put("text", one.text()));
    }
    return all.encodePrettily() + System.lineSeparator();
  }

  private static String lines(List<Finding> findings) {
    var all = new StringBuilder();
    for (Finding one : findings) {
      all.append(String.format(Locale.ROOT, "%-5s %-9s  %s%n", word(one), one.part(), one.text()));
    }
    return all.toString();
  }

  private static String word(Finding one) {
    return one.level() == Finding.Level.FAULT
        ? "FAULT"
        : one.level().name().toLowerCase(Locale.ROOT);
  }
}
