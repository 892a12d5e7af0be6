// The double's ways to sign in: AppRole, Kubernetes and tokens made by others.
package de.belegbote.testing.vault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * developer.hashicorp.com/vault/api-docs/auth/approle, …/kubernetes, …/token. Where Vault would ask
 * the cluster who a service account's token belongs to, the double has a list of its own.
 */
final class VaultAuth {
  private static final class Role {
    final JsonObject settings;
    final String id = UUID.randomUUID().toString();
    final Set<String> secretIds = new HashSet<>();

    Role(JsonObject settings) {
      this.settings = settings;
    }
  }

  private final VaultTokens tokens;
  private final Map<String, String> methods = new HashMap<>();
  private final Map<String, Map<String, Role>> roles = new HashMap<>();
  private final Map<String, String> serviceAccounts = new HashMap<>();

  VaultAuth(VaultTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * A pod's token that the cluster would know.
   *
   * @param account as {@code namespace/name}
   */
  void serviceAccount(String jwt, String account) {
    serviceAccounts.put(jwt, account);
  }

  VaultAnswer enable(String mount, String type) {
    if (methods.putIfAbsent(mount, type) != null) {
      return VaultAnswer.error(400, "path is already in use at " + mount + "/");
    }
    roles.put(mount, new HashMap<>());
    return VaultAnswer.DONE;
  }

  boolean isLogin(VaultRequest request) {
    String[] path = request.path().split("/", -1);
    return path.length == 3
        && path[0].equals("auth")
        && path[2].equals("login")
        && methods.containsKey(path[1])
        && request.is("write");
  }

  VaultAnswer login(VaultRequest request) {
    String mount = request.path().split("/", -1)[1];
    return methods.get(mount).equals("approle")
        ? appRole(request, mount)
        : kubernetes(request, mount);
  }

  private VaultAnswer appRole(VaultRequest request, String mount) {
    for (var named : roles.get(mount).entrySet()) {
      Role role = named.getValue();
      if (role.id.equals(request.text("role_id"))) {
        return role.secretIds.contains(request.text("secret_id"))
            ? token(mount, named.getKey(), role)
            : VaultAnswer.error(400, "invalid role or secret ID");
      }
    }
    return VaultAnswer.error(400, "invalid role or secret ID");
  }

  private VaultAnswer kubernetes(VaultRequest request, String mount) {
    Role role = roles.get(mount).get(request.text("role"));
    if (role == null) {
      return VaultAnswer.error(400, "invalid role name \"" + request.text("role") + "\"");
    }
    String account = serviceAccounts.get(request.text("jwt"));
    if (account == null) {
      return VaultAnswer.error(403, "permission denied");
    }
    String[] parts = account.split("/", 2);
    boolean bound =
        names(role, "bound_service_account_namespaces").contains(parts[0])
            && names(role, "bound_service_account_names").contains(parts[1]);
    return bound
        ? token(mount, request.text("role"), role)
        : VaultAnswer.error(403, "service account name not authorized");
  }

  private VaultAnswer token(String mount, String name, Role role) {
    var token =
        tokens.make(
            names(role, "token_policies"),
            "auth/" + mount + "/login",
            seconds(role.settings, "token_ttl"),
            seconds(role.settings, "token_max_ttl"),
            true);
    return VaultAnswer.auth(tokens.auth(token, new JsonObject().put("role_name", name)));
  }

  private static List<String> names(Role role, String field) {
    return strings(role.settings, field);
  }

  private static List<String> strings(JsonObject settings, String field) {
    Object value = settings.getValue(field, "");
    return value instanceof JsonArray many
        ? many.stream().map(String::valueOf).toList()
        : List.of(value.toString().split(","));
  }

  // Numbers are seconds; texts may end with s, m or h.
  private static Duration seconds(JsonObject settings, String field) {
    String text = String.valueOf(settings.getValue(field, "0"));
    return text.matches("\\d+")
        ? Duration.ofSeconds(Long.parseLong(text))
        : Duration.parse("PT" + text);
  }

  VaultAnswer answer(VaultRequest request, VaultTokens.Token own) {
    String[] path = request.path().split("/", 3);
    if (path[1].equals("token")) {
      return token(request, path[2], own);
    }
    if (!methods.containsKey(path[1])) {
      return VaultAnswer.error(404, "no handler for route \"" + request.path() + "\".");
    }
    return path[2].equals("config")
        ? VaultAnswer.DONE
        : role(request, roles.get(path[1]), path[2].split("/", -1));
  }

  private VaultAnswer role(VaultRequest request, Map<String, Role> known, String[] path) {
    Role role = known.get(path[1]);
    String part = path.length > 2 ? path[2] : "";
    if (part.isEmpty() && request.is("write")) {
      known.put(path[1], new Role(request.body()));
      return VaultAnswer.DONE;
    }
    if (role == null) {
      return VaultAnswer.NOTHING;
    }
    return switch (part) {
      case "role-id" -> VaultAnswer.data(new JsonObject().put("role_id", role.id));
      case "secret-id" -> secretId(role);
      default -> VaultAnswer.data(role.settings);
    };
  }

  private static VaultAnswer secretId(Role role) {
    String made = UUID.randomUUID().toString();
    role.secretIds.add(made);
    return VaultAnswer.data(
        new JsonObject()
            .put("secret_id", made)
            .put("secret_id_accessor", UUID.randomUUID().toString())
            .put("secret_id_num_uses", 0)
            .put("secret_id_ttl", 0));
  }

  private VaultAnswer token(VaultRequest request, String what, VaultTokens.Token own) {
    return switch (what) {
      case "lookup-self" -> VaultAnswer.data(tokens.lookup(own));
      case "renew-self" -> renewed(own);
      case "revoke-self" -> revoked(own.id);
      case "revoke" -> revoked(request.text("token"));
      case "create" -> VaultAnswer.auth(tokens.auth(made(request), new JsonObject()));
      default -> VaultAnswer.error(404, "no handler for route \"" + request.path() + "\".");
    };
  }

  private VaultAnswer renewed(VaultTokens.Token own) {
    if (!own.renewable) {
      return VaultAnswer.error(400, "lease is not renewable");
    }
    tokens.renew(own);
    return VaultAnswer.auth(tokens.auth(own, new JsonObject()));
  }

  private VaultAnswer revoked(String id) {
    tokens.revoke(id);
    return VaultAnswer.DONE;
  }

  private VaultTokens.Token made(VaultRequest request) {
    return tokens.make(
        strings(request.body(), "policies"),
        "auth/token/create",
        seconds(request.body(), "ttl"),
        seconds(request.body(), "explicit_max_ttl"),
        request.body().getBoolean("renewable", true));
  }
}
