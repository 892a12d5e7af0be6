// Where a secret lies in Vault.
package de.belegbote.secrets.vault;

import de.belegbote.platform.TenantId;
import de.belegbote.secrets.SecretRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code <kind>/<tenant>/<id>.<name>} with, after one more dot, the rest of the owner where there
 * is one: {@code login/…/0193….password}, {@code webhook/…/0193….webhook.<endpoint>}. The kind
 * stands first, because policies divide by it; the id begins the key, because it is in the order of
 * time (UUID version 7) and Vault lists keys in order.
 */
record VaultPath(String mount) {
  /** The first parts of the owners there are; a new one needs a line in each policy, too. */
  static final List<String> KINDS = List.of("login", "session", "webhook");

  String data(TenantId tenant, SecretRef ref) {
    return mount + "/data/" + place(tenant, ref);
  }

  String metadata(TenantId tenant, SecretRef ref) {
    return mount + "/metadata/" + place(tenant, ref);
  }

  String all(String kind, TenantId tenant) {
    return mount + "/metadata/" + kind + "/" + tenant + "/";
  }

  String config() {
    return mount + "/config";
  }

  private static String place(TenantId tenant, SecretRef ref) {
    String[] owner = ref.owner().split("/", 2);
    if (!KINDS.contains(owner[0]) || !word(ref.name()) || (owner.length > 1 && !word(owner[1]))) {
      throw new IllegalArgumentException("no place in Vault for " + ref);
    }
    String rest = owner.length > 1 ? "." + owner[1] : "";
    return owner[0] + "/" + tenant + "/" + ref.id() + "." + ref.name() + rest;
  }

  private static boolean word(String text) {
    return text.matches("[a-z0-9_-]{1,64}");
  }

  /** The reference a listed key stands for; empty for what is not ours. */
  static Optional<SecretRef> ref(String kind, String key) {
    String[] parts = key.split("\\.", 3);
    if (parts.length < 2 || !parts[0].matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      return Optional.empty();
    }
    String owner = parts.length > 2 ? kind + "/" + parts[2] : kind;
    return Optional.of(new SecretRef(owner, parts[1], UUID.fromString(parts[0])));
  }

  /** When an id was made (RFC 9562, 5.7: the first 48 bits are milliseconds since 1970). */
  static Instant madeAt(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }
}
