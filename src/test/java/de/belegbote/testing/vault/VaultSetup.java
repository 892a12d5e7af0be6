// Sets up a Vault as docs/secrets.md tells an operator to, with the policies we ship.
package de.belegbote.testing.vault;

import de.belegbote.platform.Secret;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Works on the double and on a real server alike: everything goes through the HTTP interface.
 * Mount, policies and auth method carry a random name, so that it leaves other things alone.
 */
public final class VaultSetup {
  private static final Map<Right, String> POLICIES =
      Map.of(
          Right.API, "api-create-only",
          Right.FETCH, "fetch-read",
          Right.WEBHOOKS, "webhooks-sign",
          Right.OPERATOR, "operator");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String token;
  private final String namespace;
  private final String name = "belegbote-" + UUID.randomUUID().toString().substring(0, 8);
  private final Map<Right, SignIn> signIns = new EnumMap<>(Right.class);

  private VaultSetup(String url, String token, String namespace) {
    this.url = url;
    this.token = token;
    this.namespace = namespace;
  }

  /** With AppRole; leases last an hour, a day at most. */
  public static VaultSetup on(String url, String token, String namespace) {
    var setup = new VaultSetup(url, token, namespace);
    setup.mount();
    setup.ask("POST", "sys/auth/" + setup.name, new JsonObject().put("type", "approle"));
    POLICIES.keySet().forEach(setup::appRole);
    return setup;
  }

  /** On a double without TLS. */
  public static VaultSetup on(VaultDouble vault) {
    return on(vault.url(), VaultDouble.ROOT, "");
  }

  private void mount() {
    ask(
        "POST",
        "sys/mounts/" + name,
        new JsonObject().put("type", "kv").put("options", new JsonObject().put("version", "2")));
    ask(
        "POST",
        name + "/config",
        new JsonObject().put("max_versions", 1).put("cas_required", true));
    POLICIES.values().forEach(policy -> policy(policy, shipped(policy)));
  }

  /** Writes a policy. */
  public void policy(String policy, String hcl) {
    ask("PUT", "sys/policies/acl/" + name + "-" + policy, new JsonObject().put("policy", hcl));
  }

  /** A policy as we ship it, for this mount. */
  public String shipped(String policy) {
    try {
      return Files.readString(Path.of("helm/vault/" + policy + ".hcl"))
          .replace("\"belegbote/", "\"" + name + "/");
    } catch (IOException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private void appRole(Right right) {
    signIns.put(right, appRole(right.text(), role(POLICIES.get(right))));
  }

  /** Another role with a policy of its own. */
  public SignIn.AppRole appRole(String role, String hcl) {
    policy(role, hcl);
    return appRole(role, role(role));
  }

  private SignIn.AppRole appRole(String named, JsonObject settings) {
    String role = "auth/" + name + "/role/" + named;
    ask("POST", role, settings);
    String id = data(ask("GET", role + "/role-id", null)).getString("role_id");
    var secretId = data(ask("POST", role + "/secret-id", new JsonObject()));
    return new SignIn.AppRole(name, id, new Secret(secretId.getString("secret_id")));
  }

  private JsonObject role(String policy) {
    return new JsonObject()
        .put("token_policies", JsonArray.of(name + "-" + policy))
        .put("token_ttl", "1h")
        .put("token_max_ttl", "24h");
  }

  /** Signs a right in with a token made for it that lasts an hour and can be renewed. */
  public VaultSetup withToken(Right right) {
    var order =
        new JsonObject()
            .put("policies", JsonArray.of(name + "-" + POLICIES.get(right)))
            .put("ttl", "1h")
            .put("renewable", true)
            .put("no_parent", true);
    String made =
        ask("POST", "auth/token/create", order).getJsonObject("auth").getString("client_token");
    signIns.put(right, new SignIn.Token(new Secret(made)));
    return this;
  }

  /** Signs a right in as a pod does. */
  public VaultSetup withKubernetes(Right right, String account, Path tokenFile) {
    String mount = name + "-pods";
    ask("POST", "sys/auth/" + mount, new JsonObject().put("type", "kubernetes"));
    ask(
        "POST",
        "auth/" + mount + "/role/" + right.text(),
        role(POLICIES.get(right))
            .put("bound_service_account_namespaces", account.replaceFirst("/.*", ""))
            .put("bound_service_account_names", account.replaceFirst(".*/", "")));
    signIns.put(right, new SignIn.Kubernetes(mount, right.text(), tokenFile));
    return this;
  }

  /** Signs a right in with the root token, as nobody should. */
  public VaultSetup withRoot(Right right) {
    signIns.put(right, new SignIn.Token(new Secret(token)));
    return this;
  }

  /** Lets a right sign in by another's credential. */
  public VaultSetup confused(Right right, Right other) {
    signIns.put(right, signIns.get(other));
    return this;
  }

  /** The settings of the program. */
  public VaultSettings settings() {
    return settings(URI.create(url), Optional.empty(), Duration.ofSeconds(5));
  }

  /** The settings with another address, trust or deadline. */
  public VaultSettings settings(URI address, Optional<Path> authority, Duration deadline) {
    return new VaultSettings(address, namespace, name, authority, deadline, Map.copyOf(signIns));
  }

  /** The mount's path. */
  public String mountPath() {
    return name;
  }

  /** Takes everything away again, from a server that goes on living. */
  public void remove() {
    ask("DELETE", "sys/mounts/" + name, null);
  }

  /** Asks as root; the answer's body, empty when there is none or nothing was found. */
  public JsonObject ask(String method, String path, JsonObject body) {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/v1/" + path))
            .timeout(Duration.ofSeconds(20))
            .header("X-Vault-Token", token)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.encode()));
    if (!namespace.isEmpty()) {
      request.header("X-Vault-Namespace", namespace);
    }
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 400 && answer.statusCode() != 404) {
        throw new IllegalStateException(method + " " + path + ": " + answer.body());
      }
      return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static JsonObject data(JsonObject answer) {
    return answer.getJsonObject("data");
  }
}
