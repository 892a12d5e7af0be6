// The secret store of production: HashiCorp Vault or OpenBao, engine KV version 2.
package de.belegbote.secrets.vault;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.db.Database;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.github.jopenlibs.vault.json.Json;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Each part of the service has an instance with its own credential, and Vault's policies hold it to
 * its right: what the API may create it cannot read. A secret is written with check-and-set 0, so
 * nothing is ever overwritten, and destroying it deletes every version and the metadata.
 *
 * <p>Values are Base64: the driver decodes answers in the platform's character set, which is not
 * UTF-8 on every Java 17.
 */
public final class VaultSecretStore implements SecretStore {
  private static final int PAGE = 1_000;
  private static final String FIELD = "base64";

  private final VaultClient vault;
  private final VaultPath paths;
  private final Right right;
  private final Database db;
  private final AuditLog audit;
  private final TimeSource time;
  private final BiConsumer<TenantId, SecretRef> released;

  /**
   * A store that leaves what it may not destroy to the sweep.
   *
   * @param right whose credential to use
   */
  public VaultSecretStore(
      Vertx vertx,
      VaultSettings settings,
      Right right,
      Database db,
      AuditLog audit,
      TimeSource time) {
    this(vertx, settings, right, db, audit, time, (tenant, ref) -> {});
  }

  /**
   * @param right whose credential to use
   * @param released told of each secret that is to be destroyed and that the right does not cover
   */
  public VaultSecretStore(
      Vertx vertx,
      VaultSettings settings,
      Right right,
      Database db,
      AuditLog audit,
      TimeSource time,
      BiConsumer<TenantId, SecretRef> released) {
    this.released = released;
    this.vault = new VaultClient(vertx, settings, settings.signIn(right), time);
    this.paths = new VaultPath(settings.mount());
    this.right = right;
    this.db = db;
    this.audit = audit;
    this.time = time;
  }

  @Override
  public Future<SecretRef> create(TenantId tenant, String owner, String name, Secret value) {
    var ref = new SecretRef(owner, name, Ids.next());
    return put(tenant, ref, value)
        .map(
            written -> {
              if (!written) {
                throw new Failure(
                    Problem.UNAVAILABLE,
                    "The secret store has something under a fresh reference. Nothing was"
                        + " overwritten; try again.");
              }
              return ref;
            });
  }

  /**
   * Writes under a given reference, for moving secrets in.
   *
   * @return false when Vault has that reference already; it is left as it is
   */
  Future<Boolean> put(TenantId tenant, SecretRef ref, Secret value) {
    String path = paths.data(tenant, ref);
    byte[] plain = value.reveal().getBytes(StandardCharsets.UTF_8);
    var data = Json.object().add(FIELD, Base64.getEncoder().encodeToString(plain));
    var body = Map.<String, Object>of("data", data, "options", Json.object().add("cas", 0));
    return vault.ask(on -> on.write(path, body)).map(VaultSecretStore::written);
  }

  private static boolean written(VaultClient.Answer answer) {
    if (answer.status() == 400 && errors(answer.response()).contains("check-and-set")) {
      return false;
    }
    if (answer.status() != 200) {
      throw VaultTrouble.of(answer.status(), null);
    }
    return true;
  }

  private static String errors(LogicalResponse response) {
    return new String(response.getRestResponse().getBody(), StandardCharsets.UTF_8);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Database and Vault share no transaction: the line {@code allowed} is committed first, and a
   * second line says so when the secret did not come: {@code not_found} or {@code unavailable}.
   */
  @Override
  public Future<Secret> read(TenantId tenant, SecretRef ref, Use use) {
    return line(tenant, ref, use, "allowed")
        .compose(noted -> get(tenant, ref))
        .recover(failed -> noted(tenant, ref, use, failed));
  }

  /** Reads without a line of the diary, for comparing what was just written. */
  Future<Secret> get(TenantId tenant, SecretRef ref) {
    String path = paths.data(tenant, ref);
    return vault.ask(on -> on.read(path)).map(answer -> secret(ref, answer));
  }

  private static Secret secret(SecretRef ref, VaultClient.Answer answer) {
    if (answer.status() == 404) {
      throw new Failure(Problem.NOT_FOUND, "The " + ref.name() + " is not stored any more.");
    }
    if (answer.status() != 200) {
      throw VaultTrouble.of(answer.status(), null);
    }
    String text = answer.response().getDataObject().get("data").asObject().getString(FIELD, null);
    if (text == null) {
      throw new IllegalStateException("What Vault has under " + ref + " was not written by us");
    }
    return new Secret(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
  }

  private Future<Void> line(TenantId tenant, SecretRef ref, Use use, String result) {
    var line =
        new AuditLog.SecretUse(
            Ids.next(),
            time.now(),
            use.loginId(),
            ref.name(),
            use.purpose(),
            use.actor(),
            use.fetchId(),
            result);
    return db.inTenant(tenant, c -> audit.write(c, line));
  }

  private Future<Secret> noted(TenantId tenant, SecretRef ref, Use use, Throwable failed) {
    if (!(failed instanceof Failure known)) {
      return Future.failedFuture(failed);
    }
    String result = known.problem() == Problem.NOT_FOUND ? "not_found" : "unavailable";
    return line(tenant, ref, use, result).transform(written -> Future.failedFuture(failed));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The API's right is to create and nothing else: for it this tells whoever may, and what is
   * not heard is left to the sweep of the fetch role.
   */
  @Override
  public Future<Void> destroy(TenantId tenant, SecretRef ref) {
    if (right == Right.API) {
      released.accept(tenant, ref);
      return Future.succeededFuture();
    }
    String path = paths.metadata(tenant, ref);
    return vault.ask(on -> on.delete(path)).mapEmpty();
  }

  @Override
  public Future<List<SecretRef>> writtenBefore(TenantId tenant, Instant before, UUID after) {
    Predicate<SecretRef> wanted =
        ref ->
            VaultPath.madeAt(ref.id()).isBefore(before)
                && (after == null || ref.id().toString().compareTo(after.toString()) > 0);
    Future<List<SecretRef>> all = Future.succeededFuture(new ArrayList<>());
    for (String kind : VaultPath.KINDS) {
      all = all.compose(found -> listed(kind, tenant).map(more -> joined(found, more)));
    }
    return all.map(
        found ->
            found.stream()
                .filter(wanted)
                .sorted(Comparator.comparing(ref -> ref.id().toString()))
                .limit(PAGE)
                .toList());
  }

  private Future<List<SecretRef>> listed(String kind, TenantId tenant) {
    String path = paths.all(kind, tenant);
    return vault
        .ask(on -> on.list(path))
        .map(
            answer ->
                answer.response().getListData().stream()
                    .flatMap(key -> VaultPath.ref(kind, key).stream())
                    .toList());
  }

  private static List<SecretRef> joined(List<SecretRef> some, List<SecretRef> more) {
    some.addAll(more);
    return some;
  }

  @Override
  public Future<Void> answers() {
    return new VaultRights(vault, paths, right).mayWork();
  }

  /**
   * What the operator set up unsafely, for start-up and for the check of an installation.
   *
   * @return one sentence each; empty when all is well; fails with UNAVAILABLE as everything here
   */
  public Future<List<String>> findings() {
    return new VaultRights(vault, paths, right).findings();
  }

  /** Gives the token back. */
  public Future<Void> close() {
    return vault.close();
  }
}
