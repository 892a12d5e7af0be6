// Who is asking.
package de.belegbote.platform.tenancy;

import de.belegbote.platform.TenantId;
import java.util.Set;

/**
 * The verified sender of a request.
 *
 * @param id subject of the token, id of the API key, or id of the upload link
 * @param scopes what it may do: read, write, enrol, webhooks, admin
 */
public record Principal(TenantId tenant, Kind kind, String id, Set<String> scopes) {
  /** What kind of credential it was; the names stand in the audit diary. */
  public enum Kind {
    USER,
    API_KEY,
    CUSTOMER,
    SYSTEM;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
