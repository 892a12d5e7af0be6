// Reads the tenant files and keeps the newest good state of them.
package de.belegbote.platform.tenancy;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.Yaml;
import de.belegbote.platform.config.ConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants of this installation. The files are the truth: {@link #refresh} reads them again when
 * one of them changed; a broken file is reported and leaves the earlier state in force.
 */
public final class TenantFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TenantFiles.class);

  /** A tenant and which of its issuers signed a token. */
  public record Trust(Tenant tenant, Tenant.Issuer issuer) {}

  private record State(Map<TenantId, Tenant> byId, Map<List<String>, Trust> byIssuer) {}

  private final Optional<Path> folder;
  private final Path data;
  private final Validator validator;
  private volatile State state;
  private volatile Map<String, String> texts;

  /**
   * Reads all files; blocks.
   *
   * @param folder of the tenant files; empty means the demo tenant that comes with the program
   * @param data folder in which files named by {@code jwks_file} lie
   * @throws ConfigException naming file and place of what is wrong
   */
  public TenantFiles(Optional<Path> folder, Path data) {
    this.folder = folder;
    this.data = data;
    var options =
        new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("https://belegbote.test/")
            .setOutputFormat(OutputFormat.Basic);
    this.validator =
        Validator.create(JsonSchema.of(new JsonObject(resource("tenants/schema.json"))), options);
    try {
      this.texts = read();
      this.state = state(texts);
    } catch (IllegalArgumentException broken) {
      throw new ConfigException(List.of("tenants: " + broken.getMessage() + "; mend the file"));
    } catch (UncheckedIOException unreadable) {
      throw new ConfigException(
          List.of(
              "tenants: a file cannot be read (%s); let this user read it"
                  .formatted(unreadable.getCause().getMessage())));
    }
  }

  public Optional<Tenant> byId(TenantId id) {
    return Optional.ofNullable(state.byId.get(id));
  }

  public List<Tenant> all() {
    return List.copyOf(state.byId.values());
  }

  /** Whose tokens a pair of issuer and audience stands for. */
  public Optional<Trust> byIssuer(String issuer, String audience) {
    return Optional.ofNullable(state.byIssuer.get(List.of(issuer, audience)));
  }

  /** Reads the files again if one changed; blocks, never throws for a broken file. */
  public void refresh() {
    try {
      var now = read();
      if (!now.equals(texts)) {
        texts = now;
        state = state(now);
        LOG.info("tenant files read again: {} tenants", state.byId.size());
      }
    } catch (IllegalArgumentException | UncheckedIOException broken) {
      LOG.error("tenant files are broken, the earlier state stays: {}", broken.getMessage());
    }
  }

  /** Refreshes again and again until Vert.x ends: tenants are added and changed while we run. */
  public void refreshEvery(long ms, Vertx vertx) {
    vertx.setPeriodic(
        ms,
        tick ->
            vertx
                .executeBlocking(
                    () -> {
                      refresh();
                      return null;
                    })
                .onFailure(broken -> LOG.error("tenant files cannot be read", broken)));
  }

  private Map<String, String> read() {
    if (folder.isEmpty()) {
      var texts = new TreeMap<String, String>();
      texts.put("demo.yaml", resource("tenants/demo.yaml"));
      addKeyFiles(texts);
      return texts;
    }
    var texts = new TreeMap<String, String>();
    try (var files = Files.list(folder.get())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    addKeyFiles(texts);
    return texts;
  }

  private void addKeyFiles(Map<String, String> texts) {
    try (var files = Files.list(data)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jwks.json")).toList()) {
        texts.put("key:" + file.getFileName(), Files.readString(file));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private State state(Map<String, String> texts) {
    var byId = new HashMap<TenantId, Tenant>();
    var byIssuer = new HashMap<List<String>, Trust>();
    texts.forEach(
        (name, text) -> {
          if (!name.startsWith("key:")) {
            Tenant tenant = tenant(name, text, texts);
            if (byId.put(tenant.id(), tenant) != null) {
              throw new IllegalArgumentException(name + ": another file has the same id");
            }
            for (var issuer : tenant.issuers()) {
              var pair = List.of(issuer.issuer(), issuer.audience());
              if (byIssuer.put(pair, new Trust(tenant, issuer)) != null) {
                throw new IllegalArgumentException(
                    name + ": issuer and audience are taken already");
              }
            }
          }
        });
    return new State(Map.copyOf(byId), Map.copyOf(byIssuer));
  }

  private Tenant tenant(String name, String text, Map<String, String> texts) {
    JsonObject file = Yaml.read(name, text);
    var result = validator.validate(file);
    if (!Boolean.TRUE.equals(result.getValid())) {
      var last = result.getErrors().get(result.getErrors().size() - 1);
      throw new IllegalArgumentException(
          "%s: %s: %s".formatted(name, last.getInstanceLocation(), last.getError()));
    }
    var issuers = new ArrayList<Tenant.Issuer>();
    for (Object entry : file.getJsonArray("jwt", new JsonArray())) {
      var jwt = (JsonObject) entry;
      issuers.add(Tenant.Issuer.of(jwt, keys(name, jwt, texts)));
    }
    try {
      return Tenant.of(file, issuers);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(name + ": " + wrong.getMessage(), wrong);
    }
  }

  private static JsonArray keys(String name, JsonObject jwt, Map<String, String> texts) {
    if (jwt.containsKey("jwks_url")) {
      return new JsonArray();
    }
    if (jwt.containsKey("jwks")) {
      return jwt.getJsonObject("jwks").getJsonArray("keys");
    }
    String file = jwt.getString("jwks_file");
    String text = texts.get("key:" + file);
    if (text == null) {
      throw new IllegalArgumentException(name + ": the data folder has no key file " + file);
    }
    try {
      return Objects.requireNonNull(new JsonObject(text).getJsonArray("keys"));
    } catch (DecodeException | ClassCastException | NullPointerException none) {
      throw new IllegalArgumentException(name + ": the key file " + file + " is no set of keys");
    }
  }

  private static String resource(String path) {
    try (var in = TenantFiles.class.getClassLoader().getResourceAsStream(path)) {
      return Buffer.buffer(in.readAllBytes()).toString(StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
