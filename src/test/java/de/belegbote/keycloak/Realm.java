// The people and the client in Keycloak, and what Keycloak noted about them.
package de.belegbote.keycloak;

import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

  private final Administration administration;
  private final Secret clientSecret = new Secret(Tokens.random(24));

  /** Creates the realm with these people. */
  Realm(Administration administration, Person... people) {
    this.administration = administration;
    administration.create("/admin/realms", description(people));
  }

  Secret clientSecret() {
    return clientSecret;
  }

  /** Keycloak's own version. */
  String version() {
    return administration
        .get("/admin/serverinfo")
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

  /** What Keycloak noted about the person: time in milliseconds, type and error of each event. */
  String told(Person person) {
    return Stream.of("LOGIN", "LOGIN_ERROR")
        .flatMap(type -> events(person, type).stream())
        .map(e -> e.getLong("time") + " " + e.getString("type") + " " + e.getString("error"))
        .toList()
        .toString();
  }

  private static JsonObject details(JsonObject event) {
    return event.getJsonObject("details", new JsonObject());
  }

  private List<JsonObject> events(Person person, String type) {
    String users = "/admin/realms/" + NAME + "/users?exact=true&username=" + person.name();
    String id = administration.get(users).bodyAsJsonArray().getJsonObject(0).getString("id");
    JsonArray events =
        administration
            .get("/admin/realms/" + NAME + "/events?max=100&type=" + type + "&user=" + id)
            .bodyAsJsonArray();
    return events.stream().map(JsonObject.class::cast).toList();
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
