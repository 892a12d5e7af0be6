// All portals this installation knows.
package de.belegbote.portals;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.tenancy.Tenant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The portals by id, in alphabetical order of their ids. */
public final class PortalCatalogue {
  private final Map<String, Portal> portals = new TreeMap<>();

  public PortalCatalogue(Collection<Portal> portals) {
    portals.forEach(portal -> this.portals.put(portal.id(), portal));
  }

  public List<Portal> all() {
    return List.copyOf(portals.values());
  }

  /** A portal; fails with NOT_FOUND. */
  public Portal get(String id) {
    Portal portal = portals.get(id);
    if (portal == null) {
      throw new Failure(Problem.NOT_FOUND, "There is no portal of this id; see GET /v1/portals.");
    }
    return portal;
  }

  /** A portal the tenant may use; fails with NOT_FOUND or PORTAL_NOT_ALLOWED. */
  public Portal allowed(String id, Tenant tenant) {
    Portal portal = get(id);
    if (!mayUse(tenant, portal)) {
      throw new Failure(
          Problem.PORTAL_NOT_ALLOWED,
          "Ask your operator to name the portal in your tenant's file.");
    }
    return portal;
  }

  /** The portals the tenant may use. */
  public List<Portal> allowedTo(Tenant tenant) {
    return portals.values().stream().filter(portal -> mayUse(tenant, portal)).toList();
  }

  // The asterisk does not open what needs special permission; naming it does.
  private static boolean mayUse(Tenant tenant, Portal portal) {
    return tenant.portals().contains(portal.id())
        || (!portal.restricted() && tenant.mayUse(portal.id()));
  }
}
