// The whole server as production builds it, for tests that talk to it over HTTP.
package de.belegbote;

import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ChromiumSettings;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.DocumentSettings;
import de.belegbote.platform.config.TwilioSettings;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.TokenKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;

/**
 * The real {@link House} in trial mode on free ports, with a database of its own and two tenants,
 * {@link #A} and {@link #B}, and with the recipes of the folder {@code recipes} if there is one.
 * Their tokens are signed by a key of this test run, so that each test chooses tenant, scopes and
 * times.
 */
public final class TestHouse implements AutoCloseable {
  /** Id of the first tenant, a word that is also its tokens' audience beside it. */
  public static final String A = "0193a1c0-0000-7000-8000-00000000a001";

  /** Id of the second tenant. */
  public static final String B = "0193a1c0-0000-7000-8000-00000000b001";

  /** Every scope there is. */
  public static final String ALL = "read write enrol webhooks admin";

  private static final String ISSUER = "https://issuer.belegbote.test";
  private static final TokenKey KEY = new TokenKey("test");

  private final TestDatabase database = TestDatabase.create();
  private final TimeSource time;
  private final House house;

  private TestHouse(
      Path folder,
      TimeSource time,
      Map<String, String> tenants,
      Optional<VaultSettings> vault,
      Optional<TwilioSettings> twilio) {
    this.time = time;
    try {
      Path files = Files.createDirectories(folder.resolve("tenants"));
      Files.writeString(files.resolve("a.yaml"), tenant(A, ""));
      Files.writeString(files.resolve("b.yaml"), tenant(B, ""));
      for (var more : tenants.entrySet()) {
        Files.writeString(files.resolve(more.getKey()), more.getValue());
      }
      house =
          House.start(
              new Config(
                  true,
                  EnumSet.allOf(Config.Role.class),
                  folder.resolve("data"),
                  folder.resolve("data"),
                  "127.0.0.1",
                  0,
                  0,
                  URI.create("http://belegbote.test"),
                  Optional.of(files),
                  Optional.of(folder.resolve("recipes")).filter(Files::isDirectory),
                  Optional.of(database.settings()),
                  twilio,
                  DocumentSettings.DIRECTORY,
                  0,
                  vault,
                  ChromiumSettings.USUAL,
                  "info"),
              time);
    } catch (IOException trouble) {
      database.close();
      throw new UncheckedIOException(trouble);
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  /** Starts with the system's clock and the two tenants; the folder is the test's own. */
  public static TestHouse start(Path folder) {
    return start(folder, TimeSource.system(), Map.of());
  }

  /**
   * Starts with more.
   *
   * @param tenants further files by name, see {@link #tenant}
   */
  public static TestHouse start(Path folder, TimeSource time, Map<String, String> tenants) {
    return new TestHouse(folder, time, tenants, Optional.empty(), Optional.empty());
  }

  /** Starts with its secrets in a Vault. */
  public static TestHouse start(Path folder, VaultSettings vault) {
    return new TestHouse(
        folder, TimeSource.system(), Map.of(), Optional.of(vault), Optional.empty());
  }

  /** Starts with Twilio, or what stands for it, instead of the outbox. */
  public static TestHouse start(
      Path folder, TimeSource time, Map<String, String> tenants, TwilioSettings twilio) {
    return new TestHouse(folder, time, tenants, Optional.empty(), Optional.of(twilio));
  }

  /**
   * A tenant's file, whose tokens this class signs.
   *
   * @param more further lines of the file, such as limits; the standard limits would stop a test
   */
  public static String tenant(String id, String more) {
    String limits =
        more.contains("limits:")
            ? ""
            : "limits: {requests_per_minute: 100000, requests_per_minute_and_credential: 100000}\n";
    return """
    id: %s
    name: Test %s
    languages: [de, en, fr]
    portals: ["*"]
    jwt:
      - issuer: %s
        audience: %s
        jwks: %s
    webhooks: {private_targets: ["127.0.0.1:*"]}
    connect: {return_origins: ["https://app.example.com"]}
    """
            .formatted(id, id.substring(24), ISSUER, id, TokenKey.set(KEY).encode())
        + limits
        + more
        + "\n";
  }

  /** The public server. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + house.ports().http());
  }

  /** The operator's server, with the trial's helpers. */
  public URI managementUrl() {
    return URI.create("http://127.0.0.1:" + house.ports().management());
  }

  /** The practice portal, as people's browsers reach it. */
  public URI practiceUrl() {
    return URI.create("http://127.0.0.1:" + house.ports().practice());
  }

  /** The practice portal, as the fetcher reaches it; its certificate is for another name. */
  public URI practiceTlsUrl() {
    return URI.create("https://127.0.0.1:" + house.ports().practiceTls());
  }

  /** A caller of a tenant who may do everything. */
  public ApiClient as(String tenant) {
    return as(tenant, ALL);
  }

  /** A caller of a tenant with some scopes, divided by blanks. */
  public ApiClient as(String tenant, String scopes) {
    return nobody().with("Authorization", "Bearer " + token(tenant, scopes));
  }

  /** A caller without credentials. */
  public ApiClient nobody() {
    return new ApiClient(url(), Map.of());
  }

  /** A token of a tenant, good for an hour from the house's time. */
  public String token(String tenant, String scopes) {
    long now = time.now().getEpochSecond();
    return sign(
        new JsonObject()
            .put("iss", ISSUER)
            .put("aud", tenant)
            .put("sub", "tester")
            .put("scope", scopes)
            .put("iat", now)
            .put("exp", now + 3600));
  }

  /** Who signs the tokens of both tenants. */
  public static String issuer() {
    return ISSUER;
  }

  /** A token with any claims. */
  public static String sign(JsonObject claims) {
    return KEY.sign(claims);
  }

  /** A token with any header and claims, by the tenants' own key. */
  public static String sign(JsonObject header, JsonObject claims) {
    return KEY.sign(header, claims);
  }

  /** A token with any header and claims, by a key that no tenant's file names. */
  public static String signByAnother(JsonObject header, JsonObject claims) {
    return new TokenKey("test").sign(header, claims);
  }

  /** A company's account at the practice portal, as createPortalAccount takes it. */
  public static JsonObject account(String company, String username, String password) {
    return new JsonObject()
        .put("companyId", company)
        .put("portalId", "practice")
        .put("credentials", new JsonObject().put("username", username).put("password", password))
        .put(
            "consent",
            new JsonObject()
                .put("textVersion", "2026-01-de")
                .put("acceptedAt", "2026-01-01T00:00:00Z")
                .put("acceptedBy", "Maria Sommer"));
  }

  /** For looking behind the scenes. */
  public TestDatabase database() {
    return database;
  }

  @Override
  public void close() {
    house.stop();
    database.close();
  }
}
