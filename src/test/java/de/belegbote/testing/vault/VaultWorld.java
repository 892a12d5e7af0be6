// One namespace of the double: its engines, policies, tokens and ways to sign in.
package de.belegbote.testing.vault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Answers what is allowed; sealing and faults are the server's matter. */
final class VaultWorld {
  final VaultTokens tokens;
  final VaultAcl acl = new VaultAcl();
  final VaultAuth auth;
  private final Clock clock;
  private final Map<String, VaultKv> engines = new TreeMap<>();

  VaultWorld(Clock clock) {
    this.clock = clock;
    this.tokens = new VaultTokens(clock);
    this.auth = new VaultAuth(tokens);
  }

  /** How many keys the engines hold. */
  int secrets() {
    return engines.values().stream().mapToInt(VaultKv::size).sum();
  }

  VaultAnswer answer(VaultRequest request) {
    if (auth.isLogin(request)) {
      return auth.login(request);
    }
    Optional<VaultTokens.Token> token = tokens.find(request.token());
    if (token.isEmpty()) {
      return VaultAnswer.error(
          403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
    }
    if (!acl.allows(token.get().policies, request.path(), capability(request))) {
      return VaultAnswer.denied();
    }
    if (request.path().startsWith("sys/")) {
      return system(request, token.get());
    }
    if (request.path().startsWith("auth/")) {
      return auth.answer(request, token.get());
    }
    for (var engine : engines.entrySet()) {
      if (request.path().startsWith(engine.getKey())) {
        return engine
            .getValue()
            .answer(request, request.path().substring(engine.getKey().length()));
      }
    }
    return VaultAnswer.error(
        404, "no handler for route \"" + request.path() + "\". route entry" + " not found.");
  }

  // Only engines that can tell have "create"; for all others a write is an "update".
  private String capability(VaultRequest request) {
    if (!request.is("write")) {
      return request.operation();
    }
    return engines.entrySet().stream()
            .filter(engine -> request.path().startsWith(engine.getKey() + "data/"))
            .anyMatch(
                engine ->
                    !engine.getValue().exists(request.path().substring(engine.getKey().length())))
        ? "create"
        : "update";
  }

  private VaultAnswer system(VaultRequest request, VaultTokens.Token token) {
    String path = request.path().substring(4);
    if (path.equals("capabilities-self")) {
      return capabilities(request, token);
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith("policies/acl/") || path.startsWith("policy/")) {
      return policy(request, name);
    }
    if (path.startsWith("mounts/") && request.is("write")) {
      return mount(request, path.substring(7));
    }
    if (path.startsWith("mounts/") && request.is("delete")) {
      engines.remove(path.substring(7).replaceFirst("/*$", "/"));
      return VaultAnswer.DONE;
    }
    if (path.startsWith("auth/") && request.is("write")) {
      return auth.enable(name, request.text("type"));
    }
    if (path.startsWith("leases/revoke-prefix/") && request.is("write")) {
      int unused = tokens.revokePrefix(path.substring(21));
      return VaultAnswer.DONE;
    }
    return VaultAnswer.error(404, "no handler for route \"" + request.path() + "\".");
  }

  private VaultAnswer policy(VaultRequest request, String name) {
    if (request.is("write")) {
      try {
        acl.put(name, request.text("policy"));
        return VaultAnswer.DONE;
      } catch (IllegalArgumentException broken) {
        return VaultAnswer.error(400, broken.getMessage());
      }
    }
    return acl.get(name)
        .map(rules -> VaultAnswer.data(new JsonObject().put("name", name)))
        .orElse(VaultAnswer.NOTHING);
  }

  private VaultAnswer mount(VaultRequest request, String path) {
    String version =
        request.body().getJsonObject("options", new JsonObject()).getString("version", "1");
    if (!request.text("type").matches("kv(-v2)?")
        || (!version.equals("2") && !request.text("type").equals("kv-v2"))) {
      return VaultAnswer.error(400, "this double has only KV version 2");
    }
    String place = path.replaceFirst("/*$", "/");
    if (engines.containsKey(place)) {
      return VaultAnswer.error(400, "path is already in use at " + place);
    }
    engines.put(place, new VaultKv(clock));
    return VaultAnswer.DONE;
  }

  private VaultAnswer capabilities(VaultRequest request, VaultTokens.Token token) {
    var data = new JsonObject();
    Set<String> last = Set.of();
    for (Object path : request.body().getJsonArray("paths", new JsonArray())) {
      last = acl.capabilities(token.policies, path.toString());
      data.put(path.toString(), new JsonArray(List.copyOf(last)));
    }
    return VaultAnswer.data(data.put("capabilities", new JsonArray(List.copyOf(last))));
  }
}
