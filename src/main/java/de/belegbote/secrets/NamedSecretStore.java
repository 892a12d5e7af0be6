// Which secrets the rows of the database still name.
package de.belegbote.secrets;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** SQL over every column that holds a reference; whoever adds such a column adds it here. */
public final class NamedSecretStore {
  /** Those of the references that a live login, a webhook endpoint or an open choice names. */
  public Future<Set<SecretRef>> named(TenantConnection c, List<SecretRef> refs) {
    return c.query(
            "select password_ref as ref from login where deleted_at is null and password_ref ="
                + " any($1) union select seed_ref from login where deleted_at is null and seed_ref"
                + " = any($1) union select session_ref from login where deleted_at is null and"
                + " session_ref = any($1) union select secret_ref from webhook_endpoint where"
                + " secret_ref = any($1) union select secret_ref from pending_seed where secret_ref"
                + " = any($1) union select old_secret_ref from webhook_endpoint where"
                + " old_secret_ref = any($1)",
            (Object) refs.stream().map(SecretRef::toString).toArray(String[]::new))
        .map(
            rows ->
                rows.stream()
                    .map(row -> SecretRef.parse(row.getString("ref")))
                    .collect(Collectors.toUnmodifiableSet()));
  }

  /** Ends choices whose time is over, and gives the secrets that were to be chosen from. */
  public Future<List<SecretRef>> endChoices(TenantConnection c, Instant now) {
    return c.query("delete from pending_seed where expires_at <= $1 returning secret_ref", utc(now))
        .map(
            rows ->
                rows.stream()
                    .map(row -> row.getString("secret_ref"))
                    .filter(Objects::nonNull)
                    .map(SecretRef::parse)
                    .toList());
  }
}
