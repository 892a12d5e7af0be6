// Reads policies as we ship them and decides as Vault documents it.
package de.belegbote.testing.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the policy language that is used: {@code path "…" { capabilities = […] }} with {@code
 * +} for one segment and {@code *} at the end
 * (developer.hashicorp.com/vault/docs/concepts/policies). Anything else is refused, so that no rule
 * is passed over in silence.
 */
final class VaultAcl {
  private static final Pattern RULE =
      Pattern.compile(
          "\\s*path\\s+\"([^\"]+)\"\\s*\\{\\s*capabilities\\s*=\\s*\\[([^\\]]*)\\]\\s*\\}\\s*");
  private static final Set<String> KNOWN =
      Set.of("create", "read", "update", "patch", "delete", "list", "sudo", "deny");

  // What Vault's own policy "default" gives, as far as it concerns us.
  private static final String DEFAULT =
      """
      path "auth/token/lookup-self" { capabilities = ["read"] }
      path "auth/token/renew-self" { capabilities = ["update"] }
      path "auth/token/revoke-self" { capabilities = ["update"] }
      path "sys/capabilities-self" { capabilities = ["update"] }
      """;

  private final Map<String, Map<String, Set<String>>> policies = new HashMap<>();

  VaultAcl() {
    put("default", DEFAULT);
  }

  /** Adds or replaces a policy. */
  void put(String name, String hcl) {
    String text = hcl.replaceAll("(?m)^\\s*#.*$", "");
    var rules = new HashMap<String, Set<String>>();
    Matcher rule = RULE.matcher(text);
    int end = 0;
    while (rule.find() && rule.start() == end) {
      var capabilities = new TreeSet<String>();
      for (String one : rule.group(2).replaceAll("[\"\\s]", "").split(",", -1)) {
        if (KNOWN.contains(one)) {
          capabilities.add(one);
        } else if (!one.isEmpty()) {
          throw new IllegalArgumentException("failed to parse policy: invalid capability " + one);
        }
      }
      rules.put(rule.group(1), capabilities);
      end = rule.end();
    }
    if (!text.substring(end).isBlank()) {
      throw new IllegalArgumentException("failed to parse policy at: " + text.substring(end));
    }
    policies.put(name, rules);
  }

  Optional<Map<String, Set<String>>> get(String name) {
    return Optional.ofNullable(policies.get(name));
  }

  /** What the policies together allow on a path: root, or capabilities, or deny. */
  Set<String> capabilities(List<String> names, String path) {
    if (names.contains("root")) {
      return Set.of("root");
    }
    var byPattern = new HashMap<String, Set<String>>();
    for (String name : names) {
      policies
          .getOrDefault(name, Map.of())
          .forEach(
              (pattern, capabilities) ->
                  byPattern
                      .computeIfAbsent(pattern, fresh -> new TreeSet<>())
                      .addAll(capabilities));
    }
    return byPattern.keySet().stream()
        .filter(pattern -> matches(pattern, path))
        .max(priority(path))
        .map(byPattern::get)
        .filter(found -> !found.isEmpty() && !found.contains("deny"))
        .orElse(Set.of("deny"));
  }

  boolean allows(List<String> names, String path, String capability) {
    Set<String> found = capabilities(names, path);
    return found.contains("root") || found.contains(capability);
  }

  private static boolean matches(String pattern, String path) {
    boolean open = pattern.endsWith("*");
    var parts = new ArrayList<String>();
    String fixed = open ? pattern.substring(0, pattern.length() - 1) : pattern;
    for (String segment : fixed.split("/", -1)) {
      parts.add(segment.equals("+") ? "[^/]+" : Pattern.quote(segment));
    }
    return path.matches(String.join("/", parts) + (open ? ".*" : ""));
  }

  // The exact path, then the rules of "priority matching" in their documented order.
  private static Comparator<String> priority(String path) {
    return Comparator.<String, Boolean>comparing(path::equals)
        .thenComparingInt(VaultAcl::firstWildcard)
        .thenComparing(pattern -> !pattern.endsWith("*"))
        .thenComparingLong(pattern -> -pattern.chars().filter(one -> one == '+').count())
        .thenComparingInt(String::length)
        .thenComparing(Comparator.naturalOrder());
  }

  private static int firstWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '*' || pattern.charAt(i) == '+') {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }
}
