// All settings by name, and what command line, environment and file say of them.
package de.belegbote.platform.config;

import de.belegbote.platform.Yaml;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Texts as they were given, not looked at yet; what is wrong with the names goes to a list. */
final class Settings {
  private static final Map<String, String> GENERAL =
      Map.ofEntries(
          Map.entry("dev", "trial on embedded parts, loopback only"),
          Map.entry("config", "YAML file with these settings"),
          Map.entry("roles", "parts to run: api, fetch, webhooks (default: all)"),
          Map.entry("data", "folder for keys, documents and embedded parts (default: data)"),
          Map.entry("keys", "folder of the key files (default: the data folder)"),
          Map.entry(
              "listen", "address of the public port (default: 127.0.0.1 in dev, else 0.0.0.0)"),
          Map.entry("port", "public port (default: 8080)"),
          Map.entry("management-port", "port of health and metrics (default: 8081)"),
          Map.entry("practice-port", "port of the practice portal, dev only (default: 8082)"),
          Map.entry("public-url", "how the outside reaches us, https except in dev"),
          Map.entry("tenants", "folder of the tenant files"),
          Map.entry("recipes", "folder of your own recipes"),
          Map.entry("log", "least level of the log: error, warn, info (default) or debug"),
          Map.entry("database.host", "PostgreSQL server"),
          Map.entry("database.port", "its port (default: 5432)"),
          Map.entry("database.name", "database (default: belegbote)"),
          Map.entry("database.tls", "verify-full TLS to the database (default: true)"),
          Map.entry(
              "database.authority", "PEM file of the authorities to trust (default: the JVM's)"),
          Map.entry("database.pool", "connections of the tenant role (default: 16)"),
          Map.entry("database.owner-password", "of belegbote_owner; absent = no migrations here"),
          Map.entry("database.tenant-password", "of belegbote_tenant"),
          Map.entry("database.queue-password", "of belegbote_queue"),
          Map.entry("twilio.account-sid", "Twilio account that sends SMS; absent = no SMS"),
          Map.entry("twilio.auth-token", "its token; Twilio signs its reports with it"),
          Map.entry(
              "twilio.second-auth-token", "another whose signature counts too, during a rotation"),
          Map.entry("twilio.url", "Twilio's API (default: https://api.twilio.com)"),
          Map.entry("documents.store", "where documents are kept: directory (default) or s3"),
          Map.entry("s3.bucket", "bucket for documents"),
          Map.entry("s3.prefix", "start of all keys in it, such as belege/ (default: none)"),
          Map.entry("s3.region", "region of the bucket (default: eu-central-1)"),
          Map.entry("s3.endpoint", "address of an S3 server that is not Amazon's"),
          Map.entry("s3.path-style", "bucket in the path (default: true with s3.endpoint)"),
          Map.entry("s3.access-key", "name of the access key"),
          Map.entry("s3.secret-key", "the access key's secret"),
          Map.entry("s3.encryption", "asked for each document: aes256 (default), kms or bucket"),
          Map.entry("s3.kms-key", "key id for s3.encryption kms"));

  /** All settings and what they mean; docs/operations.md is compared with it by a test. */
  static final Map<String, String> ALL = all();

  private static final Set<String> NOT_ON_THE_COMMAND_LINE =
      Set.of(
          "database.owner-password",
          "database.tenant-password",
          "database.queue-password",
          "twilio.auth-token",
          "twilio.second-auth-token",
          "s3.secret-key");

  private final Map<String, String> values = new TreeMap<>();
  private final List<String> problems;

  private Settings(List<String> problems) {
    this.problems = problems;
  }

  /**
   * Collects all three sources.
   *
   * @param problems told of names nobody knows and files that cannot be read
   * @return text by name of a setting
   */
  static Map<String, String> read(
      List<String> arguments, Map<String, String> environment, List<String> problems) {
    var settings = new Settings(problems);
    var line = settings.commandLine(arguments);
    String file = line.getOrDefault("config", environment.get("BELEGBOTE_CONFIG"));
    if (file != null) {
      settings.file(Path.of(file));
    }
    settings.environment(environment);
    settings.values.putAll(line);
    return settings.values;
  }

  private Map<String, String> commandLine(List<String> arguments) {
    var line = new TreeMap<String, String>();
    for (String argument : arguments) {
      String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
      if (!argument.startsWith("--") || !ALL.containsKey(name)) {
        problems.add("unknown argument " + name + "; known are --" + String.join(", --", known()));
      } else if (NOT_ON_THE_COMMAND_LINE.contains(name) || VaultReader.isSecret(name)) {
        problems.add(
            "--" + name + ": give it in the environment or the file, not where ps shows it");
      } else {
        line.put(name, argument.contains("=") ? argument.replaceFirst("[^=]*=", "") : "true");
      }
    }
    return line;
  }

  private static Map<String, String> all() {
    var all = new TreeMap<>(GENERAL);
    all.putAll(VaultReader.settings());
    all.putAll(ChromiumSettings.SETTINGS);
    return Collections.unmodifiableMap(all);
  }

  private static Set<String> known() {
    return new TreeSet<>(ALL.keySet());
  }

  private void file(Path file) {
    try {
      flatten("", Yaml.read(file.getFileName().toString(), Files.readString(file)));
    } catch (IOException unreadable) {
      problems.add("config: the file " + file + " cannot be read");
    } catch (IllegalArgumentException broken) {
      problems.add("config: " + broken.getMessage());
    }
  }

  private void flatten(String prefix, JsonObject level) {
    for (var entry : level) {
      String name = prefix + entry.getKey();
      if (entry.getValue() instanceof JsonObject deeper) {
        flatten(name + ".", deeper);
      } else if (ALL.containsKey(name)) {
        values.put(name, String.valueOf(entry.getValue()));
      } else {
        problems.add("config: unknown setting " + name);
      }
    }
  }

  private void environment(Map<String, String> environment) {
    var names = new TreeMap<String, String>();
    ALL.keySet().forEach(name -> names.put(variable(name), name));
    environment.forEach(
        (variable, value) -> {
          if (names.containsKey(variable)) {
            values.put(names.get(variable), value);
          } else if (variable.startsWith("BELEGBOTE_")) {
            problems.add("unknown environment variable " + variable);
          }
        });
  }

  /** The environment variable of a setting. */
  static String variable(String name) {
    return "BELEGBOTE_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
