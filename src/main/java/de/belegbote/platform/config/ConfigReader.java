// Turns command line, environment and a YAML file into a Config, or into a list of all that is
// wrong.
package de.belegbote.platform.config;

import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.DatabaseSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings have one name each, such as {@code database.host}. The command line ({@code
 * --database.host=…}) wins over the environment ({@code BELEGBOTE_DATABASE_HOST}), which wins over
 * the file given with {@code --config=FILE}. Passwords are not taken from the command line, where
 * other users of the machine could read them.
 */
public final class ConfigReader {
  /** All settings and what they mean. */
  public static final Map<String, String> SETTINGS = Settings.ALL;

  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

  private static final String TWILIO = "https://api.twilio.com";

  /** What the texts of messages leave for the address; a test counts it. */
  public static final int LONGEST_URL = 60;

  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> values;

  private ConfigReader(List<String> arguments, Map<String, String> environment) {
    this.values = Settings.read(arguments, environment, problems);
  }

  /**
   * Reads the settings.
   *
   * @param arguments the command line without the command word
   * @param environment the process's environment
   * @throws ConfigException with every problem found, not only the first
   */
  public static Config read(List<String> arguments, Map<String, String> environment) {
    var reader = new ConfigReader(arguments, environment);
    Config config = reader.config();
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(reader.problems);
    }
    return config;
  }

  /**
   * Reads what the command {@code migrate} needs: where the database is, and its owner's password.
   *
   * @throws ConfigException with every problem found, not only the first
   */
  public static DatabaseSettings readForMigration(
      List<String> arguments, Map<String, String> environment) {
    var reader = new ConfigReader(arguments, environment);
    Secret owner = reader.password("database.owner-password");
    if (!reader.values.containsKey("database.host")) {
      reader.problems.add("database.host: name the PostgreSQL server");
    }
    DatabaseSettings database =
        reader.database(reader.values.get("database.host"), owner, new Secret(""), new Secret(""));
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(reader.problems);
    }
    return database;
  }

  private Config config() {
    boolean dev = bool("dev", false);
    int port = number("port", 8080, 0, 65_535);
    String listen = values.getOrDefault("listen", dev ? "127.0.0.1" : "0.0.0.0");
    Path data = Path.of(values.getOrDefault("data", "data")).toAbsolutePath().normalize();
    if (dev
        && values.containsKey("listen")
        && !loopback(listen)
        && !values.containsKey("public-url")) {
      problems.add("listen: in dev, an address others can reach needs --public-url as well");
    }
    if (!dev && !values.containsKey("tenants")) {
      problems.add("tenants: name the folder of your tenant files");
    }
    Set<Config.Role> roles = roles();
    return new Config(
        dev,
        roles,
        data,
        keys(data),
        listen,
        port,
        number("management-port", 8081, 0, 65_535),
        publicUrl(dev, port),
        folder("tenants"),
        folder("recipes"),
        database(dev),
        twilio(dev),
        DocumentSettings.of(values, problems),
        number("practice-port", 8082, 0, 65_535),
        new VaultReader(values, problems, dev).read(roles),
        ChromiumSettings.of(values, dev, problems),
        log());
  }

  private Path keys(Path data) {
    // Named, they are ready: keys made anew in the wrong place would open nothing.
    for (Path folder : folder("keys").stream().toList()) {
      var missing = KeyFiles.missing(folder);
      if (!missing.isEmpty()) {
        problems.add(
            "keys: %s lacks %s; restore them, or make new ones with: java -jar belegbote.jar keys %s"
                .formatted(folder, String.join(", ", missing), folder));
      }
    }
    return folder("keys").orElse(data);
  }

  private String log() {
    String level = values.getOrDefault("log", "info").toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      problems.add("log: " + level + " is none of error, warn, info, debug");
    }
    return level;
  }

  private Set<Config.Role> roles() {
    var roles = EnumSet.noneOf(Config.Role.class);
    for (String name : List.of(values.getOrDefault("roles", "api,fetch,webhooks").split(",", 10))) {
      try {
        roles.add(Config.Role.valueOf(name.trim().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        problems.add("roles: " + name + " is none of api, fetch, webhooks");
      }
    }
    return roles;
  }

  private URI publicUrl(boolean dev, int port) {
    String text = values.get("public-url");
    if (text == null) {
      if (!dev) {
        problems.add(
            "public-url: say how the outside reaches us, such as https://belege.example.com");
      }
      return URI.create("http://127.0.0.1:" + port);
    }
    try {
      URI url = URI.create(text.replaceFirst("/+$", ""));
      boolean web = "https".equals(url.getScheme()) || (dev && "http".equals(url.getScheme()));
      if (!web || url.getHost() == null || url.getRawQuery() != null || url.getUserInfo() != null) {
        problems.add("public-url: must be an https address without query (http only with --dev)");
      }
      return url;
    } catch (IllegalArgumentException broken) {
      problems.add("public-url: is not an address");
      return URI.create("http://127.0.0.1:" + port);
    }
  }

  private Optional<DatabaseSettings> database(boolean dev) {
    String host = values.get("database.host");
    if (host == null) {
      if (!dev) {
        problems.add(
            "database.host: name the PostgreSQL server (the embedded one is for --dev only)");
      }
      return Optional.empty();
    }
    return Optional.of(
        database(
            host,
            values.containsKey("database.owner-password")
                ? new Secret(values.get("database.owner-password"))
                : null,
            password("database.tenant-password"),
            password("database.queue-password")));
  }

  private DatabaseSettings database(String host, Secret owner, Secret tenant, Secret queue) {
    return new DatabaseSettings(
        host,
        number("database.port", 5432, 1, 65_535),
        values.getOrDefault("database.name", "belegbote"),
        owner,
        tenant,
        queue,
        bool("database.tls", true),
        file("database.authority"),
        number("database.pool", 16, 2, 200));
  }

  /** A file that can be read, or null where none is named. */
  private Path file(String name) {
    String file = values.get(name);
    if (file != null && !Files.isReadable(Path.of(file))) {
      problems.add(name + ": " + file + " cannot be read");
    }
    return file == null ? null : Path.of(file);
  }

  private Optional<TwilioSettings> twilio(boolean dev) {
    if (values.keySet().stream().noneMatch(name -> name.startsWith("twilio."))) {
      return Optional.empty();
    }
    String account = values.getOrDefault("twilio.account-sid", "");
    if (!account.matches("AC[0-9a-f]{32}")) {
      problems.add(
          "twilio.account-sid: must be AC and 32 hexadecimal digits, see Twilio's console");
    }
    if (values.getOrDefault("public-url", "").length() > LONGEST_URL) {
      problems.add(
          "public-url: with SMS at most %d characters, so that a message fits one segment"
              .formatted(LONGEST_URL));
    }
    return Optional.of(
        new TwilioSettings(
            account,
            password("twilio.auth-token"),
            Optional.ofNullable(values.get("twilio.second-auth-token")).map(Secret::new),
            twilioUrl(dev)));
  }

  private URI twilioUrl(boolean dev) {
    String text = values.getOrDefault("twilio.url", TWILIO);
    try {
      URI url = URI.create(text);
      boolean bare = url.getHost() != null && text.matches("[a-z]+://[^/?#@]+");
      boolean local = bare && dev && "http".equals(url.getScheme()) && loopback(url.getHost());
      if (bare && (local || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException broken) {
      // Told below.
    }
    problems.add(
        "twilio.url: must be https://host without a path (http on loopback only with --dev)");
    return URI.create(TWILIO);
  }

  private Secret password(String name) {
    if (!values.containsKey(name)) {
      problems.add(name + ": is missing (environment variable " + Settings.variable(name) + ")");
    }
    return new Secret(values.getOrDefault(name, ""));
  }

  private Optional<Path> folder(String name) {
    var folder = Optional.ofNullable(values.get(name)).map(Path::of);
    if (folder.isPresent() && !Files.isDirectory(folder.get())) {
      problems.add(name + ": " + folder.get() + " is not a folder");
    }
    return folder;
  }

  private int number(String name, int standard, int least, int most) {
    String text = values.getOrDefault(name, String.valueOf(standard));
    if (text.matches("\\d{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    problems.add("%s: must be a whole number from %d to %d".formatted(name, least, most));
    return standard;
  }

  private boolean bool(String name, boolean standard) {
    String text = values.getOrDefault(name, String.valueOf(standard));
    if (!text.equals("true") && !text.equals("false")) {
      problems.add(name + ": must be true or false");
    }
    return text.equals("true");
  }

  private static boolean loopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
