// A realm in Keycloak whose people are a tenant's staff: it is an issuer of tokens for our API.
package de.belegbote.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.testing.Wait;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClientSession;
import java.util.regex.Pattern;

/** One client for the tenant's console; who has the role {@link #BOSS} may do everything. */
public final class StaffRealm {
  /** Signs in with the role. */
  public static final String ADA = "ada";

  static final String OTTO = "otto";
  static final String BOSS = "invoice-boss";
  private static final String AUDIENCE = "belegbote";
  private static final String CLIENT = "console";
  private static final String CALLBACK = "https://console.belegbote.test/callback";
  private static final String KEY_PROVIDER = "org.keycloak.keys.KeyProvider";
  private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  /** What Keycloak gives out at a sign-in. */
  public record Signed(String access, String id) {
    @Override
    public String toString() {
      return "Signed[***]";
    }
  }

  private final Administration administration = SharedKeycloak.administration();
  private final String name;
  private final Secret clientSecret = new Secret(Tokens.random(24));
  private final Secret password = new Secret(Tokens.random(12));

  /** Creates it in the Keycloak of this test run. */
  public StaffRealm(String name) {
    this.name = name;
    administration.create("/admin/realms", description());
  }

  /** The lines of a tenant's file that let its people in. */
  public String tenantLines() {
    return """
    jwt:
      - issuer: https://%s/realms/%s
        audience: %s
        jwks_url: https://localhost:%d%s/certs
        jwks_authority: %s
        algorithms: [RS256]
        roles: {claim: [realm_access, roles], scopes: {%s: [read, write, enrol, webhooks, admin]}}
    """
        .formatted(
            Wire.LOGIN,
            name,
            AUDIENCE,
            SharedKeycloak.keycloak().port(),
            openid(),
            new JsonArray().add(SharedKeycloak.wire().pem()).encode().replaceAll("^.|.$", ""),
            BOSS);
  }

  private String openid() {
    return "/realms/" + name + "/protocol/openid-connect";
  }

  /** Signs a person in through Keycloak's own page, as a browser would be led through it. */
  public Signed signIn(String person) {
    var browser = SharedKeycloak.wire().session();
    String start =
        "/auth?response_type=code&scope=openid&client_id=" + CLIENT + "&redirect_uri=" + CALLBACK;
    var page = Wait.until(to(browser, HttpMethod.GET, openid() + start).send(), Wire.PATIENCE);
    var form = FORM.matcher(page.bodyAsString());
    assertTrue(form.find(), "Keycloak shows no form");
    String action = form.group(1).replace("&amp;", "&").replaceFirst("^https://" + Wire.LOGIN, "");
    var typed =
        MultiMap.caseInsensitiveMultiMap()
            .add("username", person)
            .add("password", password.reveal());
    var led = Wait.until(to(browser, HttpMethod.POST, action).sendForm(typed), Wire.PATIENCE);
    var code = CODE.matcher(String.valueOf(led.getHeader("Location")));
    assertTrue(code.find(), "Keycloak does not let " + person + " in: " + led.statusCode());
    var exchange =
        MultiMap.caseInsensitiveMultiMap()
            .add("grant_type", "authorization_code")
            .add("code", code.group(1))
            .add("redirect_uri", CALLBACK)
            .add("client_id", CLIENT)
            .add("client_secret", clientSecret.reveal());
    var given =
        Wait.until(
            to(browser, HttpMethod.POST, openid() + "/token").sendForm(exchange), Wire.PATIENCE);
    assertEquals(200, given.statusCode());
    var tokens = given.bodyAsJsonObject();
    return new Signed(tokens.getString("access_token"), tokens.getString("id_token"));
  }

  private static HttpRequest<Buffer> to(WebClientSession browser, HttpMethod method, String path) {
    return browser.request(
        method, Wire.at(SharedKeycloak.keycloak().port()), Wire.HTTPS, Wire.LOGIN, path);
  }

  /** Has a new key made, with which Keycloak signs from now on; the old one still counts. */
  void rotate() {
    String id = administration.get("/admin/realms/" + name).bodyAsJsonObject().getString("id");
    var config =
        new JsonObject()
            .put("priority", JsonArray.of("500"))
            .put("algorithm", JsonArray.of("RS256"));
    administration.create(
        "/admin/realms/" + name + "/components",
        new JsonObject()
            .put("name", "newer")
            .put("parentId", id)
            .put("providerId", "rsa-generated")
            .put("providerType", KEY_PROVIDER)
            .put("config", config));
  }

  /** Takes the key away with which Keycloak signed at first. */
  void removeTheOldKey() {
    String components = "/admin/realms/" + name + "/components";
    administration.get(components + "?type=" + KEY_PROVIDER).bodyAsJsonArray().stream()
        .map(JsonObject.class::cast)
        .filter(key -> key.getString("providerId").equals("rsa-generated"))
        .filter(key -> !key.getString("name").equals("newer"))
        .forEach(key -> administration.delete(components + "/" + key.getString("id")));
  }

  private JsonObject description() {
    var audience =
        new JsonObject()
            .put("name", "audience")
            .put("protocol", "openid-connect")
            .put("protocolMapper", "oidc-audience-mapper")
            .put(
                "config",
                new JsonObject()
                    .put("included.custom.audience", AUDIENCE)
                    .put("access.token.claim", "true"));
    var client =
        new JsonObject()
            .put("clientId", CLIENT)
            .put("secret", clientSecret.reveal())
            .put("publicClient", false)
            .put("redirectUris", JsonArray.of(CALLBACK))
            .put("protocolMappers", JsonArray.of(audience));
    return new JsonObject()
        .put("realm", name)
        .put("enabled", true)
        .put("accessTokenLifespan", 3_600)
        .put(
            "roles",
            new JsonObject().put("realm", JsonArray.of(new JsonObject().put("name", BOSS))))
        .put("clients", JsonArray.of(client))
        .put("users", JsonArray.of(user(ADA, BOSS), user(OTTO)));
  }

  private JsonObject user(String person, Object... roles) {
    return new JsonObject()
        .put("username", person)
        .put("enabled", true)
        .put("firstName", person)
        .put("lastName", "Example")
        .put("email", person + "@" + Wire.SHOP)
        .put("emailVerified", true)
        .put("realmRoles", JsonArray.of(roles))
        .put(
            "credentials",
            JsonArray.of(new JsonObject().put("type", "password").put("value", password.reveal())));
  }
}
