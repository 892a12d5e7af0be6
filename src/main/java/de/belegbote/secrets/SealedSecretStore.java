// The default secret store: ciphertexts in the database, the keys in a file outside it.
package de.belegbote.secrets;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Seals each secret for its place (tenant, owner, name, id), so that a ciphertext that was copied
 * to another row, or to another tenant's, does not open there. Destroying deletes the row; copies
 * in backups stay readable for whoever has the key file too, which is why it lies elsewhere.
 */
public final class SealedSecretStore implements SecretStore {
  private static final int PAGE = 1_000;

  private final Database db;
  private final SealingKey key;
  private final AuditLog audit;
  private final TimeSource time;

  /**
   * @param key the key set of secrets alone; whoever has it and the database has every secret
   */
  public SealedSecretStore(Database db, SealingKey key, AuditLog audit, TimeSource time) {
    this.db = db;
    this.key = key;
    this.audit = audit;
    this.time = time;
  }

  @Override
  public Future<SecretRef> create(TenantId tenant, String owner, String name, Secret value) {
    var ref = new SecretRef(owner, name, Ids.next());
    byte[] ciphertext =
        key.seal(value.reveal().getBytes(StandardCharsets.UTF_8), context(tenant, ref));
    return db.inTenant(
        tenant,
        c ->
            c.change(
                    "insert into sealed_secret (tenant_id, id, owner, name, sealed, created_at)"
                        + " values ($1, $2, $3, $4, $5, $6)",
                    tenant.value(),
                    ref.id(),
                    owner,
                    name,
                    Buffer.buffer(ciphertext),
                    utc(time.now()))
                .map(ref));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The diary says {@code allowed}, or {@code not_found} for a secret that is gone. A ciphertext
   * that does not open fails with {@link IllegalStateException}: the key file was replaced, or
   * somebody changed the row.
   */
  @Override
  public Future<Secret> read(TenantId tenant, SecretRef ref, Use use) {
    return db.inTenant(tenant, c -> ciphertextForUse(c, ref, use))
        .map(found -> open(tenant, ref, found));
  }

  // One transaction for diary and ciphertext; nothing is opened before it is committed.
  private Future<Optional<Buffer>> ciphertextForUse(TenantConnection c, SecretRef ref, Use use) {
    return c.first(
            "select sealed from sealed_secret where id = $1 and owner = $2 and name = $3",
            ref.id(),
            ref.owner(),
            ref.name())
        .map(row -> row.map(kept -> kept.getBuffer("sealed")))
        .compose(found -> audit.write(c, line(ref, use, found.isPresent())).map(found));
  }

  private AuditLog.SecretUse line(SecretRef ref, Use use, boolean found) {
    return new AuditLog.SecretUse(
        Ids.next(),
        time.now(),
        use.loginId(),
        ref.name(),
        use.purpose(),
        use.actor(),
        use.fetchId(),
        found ? "allowed" : "not_found");
  }

  private Secret open(TenantId tenant, SecretRef ref, Optional<Buffer> found) {
    byte[] ciphertext =
        found
            .orElseThrow(
                () ->
                    new Failure(
                        Problem.NOT_FOUND, "The " + ref.name() + " is not stored any more."))
            .getBytes();
    return key.open(ciphertext, context(tenant, ref))
        .map(plain -> new Secret(new String(plain, StandardCharsets.UTF_8)))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The sealed secret " + ref + " does not open with the keys of this machine"));
  }

  @Override
  public Future<Void> destroy(TenantId tenant, SecretRef ref) {
    return db.inTenant(tenant, c -> c.change("delete from sealed_secret where id = $1", ref.id()))
        .mapEmpty();
  }

  @Override
  public Future<List<SecretRef>> writtenBefore(TenantId tenant, Instant before, UUID after) {
    return db.inTenant(
        tenant,
        c ->
            c.query(
                    "select owner, name, id from sealed_secret where created_at < $1"
                        + " and ($2::uuid is null or id > $2) order by id limit "
                        + PAGE,
                    utc(before),
                    after)
                .map(rows -> rows.stream().map(SealedSecretStore::ref).toList()));
  }

  /** {@inheritDoc} Always: whoever asks has just used the database. */
  @Override
  public Future<Void> answers() {
    return Future.succeededFuture();
  }

  private static SecretRef ref(Row row) {
    return new SecretRef(row.getString("owner"), row.getString("name"), row.getUUID("id"));
  }

  private static String context(TenantId tenant, SecretRef ref) {
    return tenant + "/" + ref.owner() + "/" + ref.name() + "/" + ref.id();
  }
}
