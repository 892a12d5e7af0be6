// The people and the client in Keycloak, and what Keycloak noted about them.
package de.belegbote.keycloak;

import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

/**
 * Made and read through Keycloak's Admin REST API. Everything not named here is Keycloak's own
 * default: brute-force detection off, codes of SHA-1, six digits, 30 seconds, one step to either
 * side accepted and none twice.
 */
final class Realm {
  static final String NAME = "business";
  static final String CLIENT = "invoice-shop";
  static final String OPENID = "/realms/" + NAME + "/protocol/openid-connect";

  /**
   * Refused sign-ins of one person as Keycloak counted them: each password and each code that was
   * sent is one event.
   */
  record Refused(int passwords, int codes) {}

  private final Wire wire;
  private final Keycloak keycloak;
  private final Secret clientSecret = new Secret(Tokens.random(24));

  /** Creates the realm with these people. */
  Realm(Wire wire, Keycloak keycloak, Person... people) {
    this.wire = wire;
    this.keycloak = keycloak;
    Wait.until(
        admin(HttpMethod.POST, "/admin/realms")
            .compose(request -> request.sendJsonObject(description(people)))
            .map(answer -> expect(answer, 201)));
  }

  Secret clientSecret() {
    return clientSecret;
  }

  /** Keycloak's own version. */
  String version() {
    return get("/admin/serverinfo")
        .bodyAsJsonObject()
        .getJsonObject("systemInfo")
        .getString("version");
  }

  /** What was refused so far. */
  Refused refused(Person person) {
    List<JsonObject> events = events(person, "LOGIN_ERROR");
    int codes =
        (int) events.stream().filter(e -> details(e).containsKey("selected_credential_id")).count();
    return new Refused(events.size() - codes, codes);
  }

  /** How often the person was let in. */
  int signIns(Person person) {
    return events(person, "LOGIN").size();
  }

  private static JsonObject details(JsonObject event) {
    return event.getJsonObject("details", new JsonObject());
  }

  private List<JsonObject> events(Person person, String type) {
    String users = "/admin/realms/" + NAME + "/users?exact=true&username=" + person.name();
    String id = get(users).bodyAsJsonArray().getJsonObject(0).getString("id");
    JsonArray events =
        get("/admin/realms/" + NAME + "/events?max=100&type=" + type + "&user=" + id)
            .bodyAsJsonArray();
    return events.stream().map(JsonObject.class::cast).toList();
  }

  private HttpResponse<Buffer> get(String path) {
    return Wait.until(
        admin(HttpMethod.GET, path).compose(HttpRequest::send).map(answer -> expect(answer, 200)));
  }

  // A token lives for a minute, so each call asks for its own.
  private Future<HttpRequest<Buffer>> admin(HttpMethod method, String path) {
    var form =
        MultiMap.caseInsensitiveMultiMap()
            .add("grant_type", "client_credentials")
            .add("client_id", Keycloak.ADMIN)
            .add("client_secret", keycloak.adminSecret().reveal());
    return wire.to(
            HttpMethod.POST,
            Wire.LOGIN,
            keycloak.port(),
            "/realms/master/protocol/openid-connect/token")
        .sendForm(form)
        .map(answer -> expect(answer, 200).bodyAsJsonObject().getString("access_token"))
        .map(
            token ->
                wire.to(method, Wire.LOGIN, keycloak.port(), path)
                    .bearerTokenAuthentication(token));
  }

  private static HttpResponse<Buffer> expect(HttpResponse<Buffer> answer, int status) {
    if (answer.statusCode() != status) {
      throw new AssertionError("Keycloak's administration answered " + answer.statusCode());
    }
    return answer;
  }

  private JsonObject description(Person... people) {
    var client =
        new JsonObject()
            .put("clientId", CLIENT)
            .put("secret", clientSecret.reveal())
            .put("publicClient", false)
            .put("redirectUris", JsonArray.of(InvoiceShop.CALLBACK));
    return new JsonObject()
        .put("realm", NAME)
        .put("enabled", true)
        .put("eventsEnabled", true)
        .put("clients", JsonArray.of(client))
        .put("users", new JsonArray(Stream.of(people).map(Realm::user).toList()));
  }

  private static JsonObject user(Person person) {
    var password =
        new JsonObject().put("type", "password").put("value", person.password().reveal());
    var code =
        new JsonObject()
            .put("type", "otp")
            .put("secretData", new JsonObject().put("value", person.seed().reveal()).encode())
            .put(
                "credentialData",
                new JsonObject()
                    .put("subType", "totp")
                    .put("digits", 6)
                    .put("counter", 0)
                    .put("period", 30)
                    .put("algorithm", "HmacSHA1")
                    .encode());
    return new JsonObject()
        .put("username", person.name())
        .put("enabled", true)
        .put("firstName", person.name())
        .put("lastName", "Example")
        .put("email", person.name() + "@" + Wire.SHOP)
        .put("emailVerified", true)
        .put("credentials", JsonArray.of(password, code));
  }
}
