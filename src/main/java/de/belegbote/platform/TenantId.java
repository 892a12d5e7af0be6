// Names a tenant; comes from a credential or from a row, never from a request.
package de.belegbote.platform;

import java.util.UUID;

/** The id of a tenant as its file states it. */
public record TenantId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
