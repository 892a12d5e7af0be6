// Compares what a token may do with what its part of the service should be able to do.
package de.belegbote.secrets.vault;

import de.belegbote.platform.config.VaultSettings.Right;
import io.github.jopenlibs.vault.json.Json;
import io.github.jopenlibs.vault.json.JsonObject;
import io.github.jopenlibs.vault.json.JsonValue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Asks {@code sys/capabilities-self}, which every token may. */
final class VaultRights {
  // A place of the form every secret has; nothing is stored there.
  private static final String PLACE =
      "/00000000-0000-0000-0000-000000000000/00000000-0000-0000-0000-000000000000.check";

  // On data of login, webhook and session, metadata and list of login and of session: all a part
  // needs and may have.
  private static final Map<Right, List<Set<String>>> NEEDED =
      Map.of(
          Right.API,
          List.of(
              Set.of("create"), Set.of("create"), Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
          Right.FETCH,
          List.of(
              Set.of("read"),
              Set.of(),
              Set.of("create", "read"),
              Set.of("delete"),
              Set.of("list"),
              Set.of("delete"),
              Set.of("list")),
          Right.WEBHOOKS,
          List.of(Set.of(), Set.of("read"), Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
          Right.OPERATOR,
          List.of(
              Set.of("create", "read"),
              Set.of("create", "read"),
              Set.of("create", "read"),
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of()));

  private final VaultClient vault;
  private final VaultPath paths;
  private final Right right;

  VaultRights(VaultClient vault, VaultPath paths, Right right) {
    this.vault = vault;
    this.paths = paths;
    this.right = right;
  }

  private List<String> places() {
    String folder = PLACE.substring(0, PLACE.lastIndexOf('/') + 1);
    return List.of(
        paths.mount() + "/data/login" + PLACE,
        paths.mount() + "/data/webhook" + PLACE,
        paths.mount() + "/data/session" + PLACE,
        paths.mount() + "/metadata/login" + PLACE,
        paths.mount() + "/metadata/login" + folder,
        paths.mount() + "/metadata/session" + PLACE,
        paths.mount() + "/metadata/session" + folder);
  }

  /** Succeeds when the token has what it needs; fails with UNAVAILABLE. */
  Future<Void> mayWork() {
    return capabilities()
        .map(
            found -> {
              for (int i = 0; i < found.size(); i++) {
                if (!found.get(i).contains("root") && !found.get(i).containsAll(needed(i))) {
                  throw VaultTrouble.of(403, null);
                }
              }
              return null;
            });
  }

  private Set<String> needed(int place) {
    return NEEDED.get(right).get(place);
  }

  /** What is missing, too much or set unsafely. */
  Future<List<String>> findings() {
    return vault
        .signedIn()
        .compose(token -> token.isRoot() ? Future.succeededFuture(root()) : checked());
  }

  private List<String> root() {
    return List.of(
        "secrets.vault." + right.text() + ": uses Vault's root token; give it a role of its own");
  }

  private Future<List<String>> checked() {
    return capabilities()
        .map(this::compared)
        .compose(found -> right == Right.FETCH ? mount(found) : Future.succeededFuture(found));
  }

  private List<String> compared(List<Set<String>> found) {
    List<String> findings = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      var missing = new TreeSet<>(needed(i));
      missing.removeAll(found.get(i));
      var more = new TreeSet<>(found.get(i));
      more.removeAll(needed(i));
      more.remove("deny");
      String where = "secrets.vault." + right.text() + ": on " + places().get(i) + " it ";
      if (!missing.isEmpty()) {
        findings.add(where + "lacks " + missing + "; write its policy again");
      }
      if (!more.isEmpty()) {
        findings.add(where + "may also " + more + "; write its policy again");
      }
    }
    return findings;
  }

  // The mount's own settings say how many old versions stay.
  private Future<List<String>> mount(List<String> findings) {
    return vault
        .ask(on -> on.read(paths.config()))
        .map(
            answer -> {
              Map<String, String> config = answer.response().getData();
              if (!"1".equals(config.get("max_versions"))) {
                findings.add(paths.mount() + ": max_versions must be 1, or old passwords stay");
              }
              if (!"true".equals(config.get("cas_required"))) {
                findings.add(paths.mount() + ": cas_required must be true");
              }
              return findings;
            });
  }

  private Future<List<Set<String>>> capabilities() {
    var body = Map.<String, Object>of("paths", Json.array(places().toArray(String[]::new)));
    return vault
        .ask(on -> on.write("sys/capabilities-self", body))
        .map(answer -> sorted(answer.response().getDataObject()));
  }

  private List<Set<String>> sorted(JsonObject data) {
    var found = new TreeMap<String, Set<String>>();
    for (String place : places()) {
      found.put(
          place,
          data.get(place).asArray().values().stream()
              .map(JsonValue::asString)
              .collect(Collectors.toSet()));
    }
    return places().stream().map(found::get).toList();
  }
}
