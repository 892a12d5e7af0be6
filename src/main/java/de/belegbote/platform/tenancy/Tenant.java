// One tenant as its file states it.
package de.belegbote.platform.tenancy;

import de.belegbote.platform.TenantId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Who a tenant is and what it may do.
 *
 * @param languages of pages and messages, the first is the default
 * @param portals ids it may use; {@code *} stands for all without special permission
 * @param support address where its customers find help
 * @param requestsPerMinute of the whole tenant
 * @param requestsPerMinuteAndCredential of one credential
 * @param privateTargets {@code host:port} pairs ({@code *} for any port) its webhooks may reach
 */
public record Tenant(
    TenantId id,
    String name,
    List<String> languages,
    Set<String> portals,
    Optional<String> support,
    List<Issuer> issuers,
    int requestsPerMinute,
    int requestsPerMinuteAndCredential,
    int uploadLinkMinutes,
    Set<String> privateTargets,
    Sms sms,
    Brand brand,
    Connect connect) {

  /**
   * Who may sign tokens: an issuer, the audience it must name, and its public keys (RFC 7517).
   *
   * @param keys as the file has them; none where they are published elsewhere
   * @param published where the issuer publishes its keys, if they do not stand in the file
   * @param algorithms what it may sign with
   * @param roles what its roles allow; empty means that it writes our scopes into {@code scope}
   * @param console how its people sign in to the console; empty where they do not
   */
  public record Issuer(
      String issuer,
      String audience,
      JsonArray keys,
      Optional<Published> published,
      Set<String> algorithms,
      Optional<Roles> roles,
      Optional<SignIn> console) {

    /** What we understand: asymmetric, so whoever checks a token cannot make one (RFC 8725). */
    public static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");

    static Issuer of(JsonObject entry, JsonArray keys) {
      return new Issuer(
          entry.getString("issuer"),
          entry.getString("audience"),
          keys,
          Optional.ofNullable(entry.getString("jwks_url"))
              .map(url -> new Published(url, Optional.ofNullable(entry.getString(AUTHORITY)))),
          Set.copyOf(texts(entry.getJsonArray("algorithms", new JsonArray(ALL)))),
          Optional.ofNullable(entry.getJsonObject("roles")).map(Roles::of),
          Optional.ofNullable(entry.getJsonObject("console"))
              .map(json -> SignIn.of(json, Optional.ofNullable(entry.getString(AUTHORITY)))));
    }

    private static final String AUTHORITY = "jwks_authority";
    private static final List<String> ALL = List.copyOf(ALGORITHMS);
  }

  /**
   * Where keys are published.
   *
   * @param url https, or http on loopback
   * @param authority PEM of who vouches for its certificate; empty means the JVM's authorities
   */
  public record Published(String url, Optional<String> authority) {}

  /**
   * How people of an issuer sign in to the console: OpenID Connect, a public client with PKCE.
   *
   * @param name of the sign-in, on its button; empty for the issuer's own address
   * @param authorization where browsers are sent to
   * @param token where we exchange the code
   * @param end where browsers can be sent to, to sign out there too
   * @param scope what is asked for; holds openid
   * @param authority PEM of who vouches for the certificate of {@code token}
   */
  public record SignIn(
      String client,
      Optional<String> name,
      String authorization,
      String token,
      Optional<String> end,
      String scope,
      Optional<String> authority) {
    static SignIn of(JsonObject entry, Optional<String> authority) {
      return new SignIn(
          entry.getString("client_id"),
          Optional.ofNullable(entry.getString("name")),
          entry.getString("authorization_url"),
          entry.getString("token_url"),
          Optional.ofNullable(entry.getString("end_session_url")),
          entry.getString("scope", "openid"),
          authority);
    }
  }

  /**
   * Roles of an issuer, and the scopes each stands for.
   *
   * @param claim names from the outermost to the list of roles, such as realm_access, roles
   */
  public record Roles(List<String> claim, Map<String, Set<String>> scopes) {
    static Roles of(JsonObject entry) {
      var map = entry.getJsonObject("scopes");
      return new Roles(
          texts(entry.getJsonArray("claim")),
          map.fieldNames().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      role -> role, role -> Set.copyOf(texts(map.getJsonArray(role))))));
    }
  }

  /**
   * Text messages to this tenant's customers.
   *
   * @param countries regions whose mobile numbers may get one
   * @param from the sender: a number in E.164, a short code, or a name of up to 11 characters
   * @param messagingService id of a sender pool at the carrier, instead of {@code from}
   * @param perHour most messages within an hour
   * @param perDay most messages within a day, the budget
   */
  public record Sms(
      Set<String> countries,
      Optional<String> from,
      Optional<String> messagingService,
      int perHour,
      int perDay) {

    /** Whether the file says who sends. */
    public boolean hasSender() {
      return from.isPresent() || messagingService.isPresent();
    }

    private static Sms of(JsonObject sms) {
      return new Sms(
          Set.copyOf(
              texts(sms.getJsonArray("countries", new JsonArray(List.of("DE", "AT", "CH"))))),
          Optional.ofNullable(sms.getString("from")),
          Optional.ofNullable(sms.getString("messaging_service")),
          sms.getInteger("per_hour", 60),
          sms.getInteger("per_day", 200));
    }
  }

  /**
   * The hosted wizard.
   *
   * @param returnOrigins where it may lead back to, as scheme, host and port
   * @param embedOrigins whose pages may show it in a frame
   * @param sessionMinutes life of a session that nobody opened
   */
  public record Connect(List<String> returnOrigins, List<String> embedOrigins, int sessionMinutes) {
    /** What holds for a tenant whose file says nothing. */
    public static final Connect USUAL = of(new JsonObject());

    private static Connect of(JsonObject connect) {
      return new Connect(
          texts(connect.getJsonArray("return_origins", new JsonArray())),
          texts(connect.getJsonArray("embed_origins", new JsonArray())),
          connect.getInteger("session_minutes", 60));
    }
  }

  /** Whether the tenant may use a portal. */
  public boolean mayUse(String portalId) {
    return portals.contains("*") || portals.contains(portalId);
  }

  static Tenant of(JsonObject file, List<Issuer> issuers) {
    var limits = file.getJsonObject("limits", new JsonObject());
    return new Tenant(
        new TenantId(UUID.fromString(file.getString("id"))),
        file.getString("name"),
        texts(file.getJsonArray("languages")),
        Set.copyOf(texts(file.getJsonArray("portals"))),
        Optional.ofNullable(file.getString("support")),
        issuers,
        limits.getInteger("requests_per_minute", 600),
        limits.getInteger("requests_per_minute_and_credential", 300),
        limits.getInteger("upload_link_minutes", 30),
        Set.copyOf(
            texts(
                file.getJsonObject("webhooks", new JsonObject())
                    .getJsonArray("private_targets", new JsonArray()))),
        Sms.of(file.getJsonObject("sms", new JsonObject())),
        Brand.of(file.getJsonObject("brand", new JsonObject())),
        Connect.of(file.getJsonObject("connect", new JsonObject())));
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String::valueOf).toList();
  }
}
