// The settings of the secret store.
package de.belegbote.platform.config;

import de.belegbote.platform.Secret;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code secrets.*}; whatever is wrong goes to the list of problems. */
final class VaultReader {
  private static final String VAULT = "secrets.vault.";

  private final Map<String, String> values;
  private final List<String> problems;
  private final boolean dev;

  VaultReader(Map<String, String> values, List<String> problems, boolean dev) {
    this.values = values;
    this.problems = problems;
    this.dev = dev;
  }

  /** Name and meaning of each setting. */
  static Map<String, String> settings() {
    var all = new TreeMap<String, String>();
    all.put("secrets.store", "where secrets lie: vault, or sealed (dev only, the default there)");
    all.put(VAULT + "address", "Vault server, https except in dev");
    all.put(VAULT + "namespace", "its namespace (default: none)");
    all.put(VAULT + "mount", "KV v2 mount of our own (default: belegbote)");
    all.put(VAULT + "authority", "PEM file of the authorities to trust (default: the JVM's)");
    all.put(VAULT + "deadline-ms", "longest wait for one use of Vault (default: 5000)");
    all.put(VAULT + "auth", "approle (default), kubernetes or token");
    all.put(VAULT + "auth-mount", "path of the auth method (default: its name)");
    all.put(VAULT + "kubernetes-token", "file of the service account's token (default: the pod's)");
    for (Right right : Right.values()) {
      String who = right.text();
      all.put(VAULT + who + ".role-id", "AppRole of the part " + who);
      all.put(VAULT + who + ".secret-id", "its secret id");
      all.put(VAULT + who + ".role", "Kubernetes role of the part " + who);
      all.put(VAULT + who + ".token", "token of the part " + who);
    }
    return all;
  }

  /** Settings that the command line must not show to other users of the machine. */
  static boolean isSecret(String name) {
    return name.startsWith(VAULT) && (name.endsWith(".secret-id") || name.endsWith(".token"));
  }

  /** Where Vault is, or empty for the sealed store. */
  Optional<VaultSettings> read(Set<Config.Role> roles) {
    String store = values.getOrDefault("secrets.store", dev ? "sealed" : "");
    if (store.equals("vault")) {
      return Optional.of(vault(roles));
    }
    if (!store.equals("sealed")) {
      problems.add("secrets.store: must be vault (sealed is for --dev)");
    } else if (!dev) {
      problems.add(
          "secrets.store: sealed keeps keys beside the program and is for --dev only; set up Vault"
              + " and move to it with: secrets move --to vault");
    }
    values.keySet().stream()
        .filter(name -> name.startsWith(VAULT))
        .forEach(name -> problems.add(name + ": needs secrets.store to be vault"));
    return Optional.empty();
  }

  private VaultSettings vault(Set<Config.Role> roles) {
    var signIns = new EnumMap<Right, SignIn>(Right.class);
    for (Right right : Right.values()) {
      boolean needed = roles.stream().anyMatch(role -> role.name().equals(right.name()));
      boolean given =
          values.keySet().stream().anyMatch(name -> name.startsWith(VAULT + right.text() + "."));
      if (needed || given) {
        signIns.put(right, signIn(VAULT + right.text()));
      }
    }
    return new VaultSettings(
        address(), value("namespace", ""), mount(), authority(), deadline(), signIns);
  }

  private SignIn signIn(String who) {
    String method = value("auth", "approle");
    String mount = value("auth-mount", method);
    return switch (method) {
      case "approle" ->
          new SignIn.AppRole(
              mount, needed(who + ".role-id"), new Secret(needed(who + ".secret-id")));
      case "kubernetes" ->
          new SignIn.Kubernetes(
              mount,
              needed(who + ".role"),
              Path.of(
                  value(
                      "kubernetes-token", "/var/run/secrets/kubernetes.io/serviceaccount/token")));
      case "token" -> new SignIn.Token(new Secret(needed(who + ".token")));
      default -> {
        add(VAULT + "auth: " + method + " is none of approle, kubernetes, token");
        yield new SignIn.Token(new Secret(""));
      }
    };
  }

  private URI address() {
    String text = needed(VAULT + "address");
    try {
      URI address = URI.create(text.replaceFirst("/+$", ""));
      boolean web =
          "https".equals(address.getScheme()) || (dev && "http".equals(address.getScheme()));
      boolean bare = address.getRawPath() == null || address.getRawPath().isEmpty();
      if (!text.isEmpty() && (!web || address.getHost() == null || !bare)) {
        add(VAULT + "address: must be https://host:port (http only with --dev)");
      }
      return address;
    } catch (IllegalArgumentException broken) {
      add(VAULT + "address: is not an address");
      return URI.create("");
    }
  }

  private String mount() {
    String mount = value("mount", "belegbote");
    if (!mount.matches("[a-z0-9_-]{1,64}(/[a-z0-9_-]{1,64}){0,3}")) {
      add(VAULT + "mount: must be lower-case words, divided by slashes");
    }
    return mount;
  }

  private Optional<Path> authority() {
    var file = Optional.ofNullable(values.get(VAULT + "authority")).map(Path::of);
    if (file.isPresent() && !Files.isReadable(file.get())) {
      add(VAULT + "authority: " + file.get() + " cannot be read");
    }
    return file;
  }

  private Duration deadline() {
    String text = value("deadline-ms", "5000");
    if (!text.matches("\\d{3,5}") || Integer.parseInt(text) > 30_000) {
      add(VAULT + "deadline-ms: must be a whole number from 100 to 30000");
      return Duration.ofSeconds(5);
    }
    return Duration.ofMillis(Integer.parseInt(text));
  }

  private String value(String name, String standard) {
    return values.getOrDefault(VAULT + name, standard);
  }

  private String needed(String name) {
    if (values.getOrDefault(name, "").isBlank()) {
      add(
          name
              + ": is missing (environment variable BELEGBOTE_"
              + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')
              + ")");
    }
    return values.getOrDefault(name, "").strip();
  }

  // Several rights share some settings; each fault is told once.
  private void add(String problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
