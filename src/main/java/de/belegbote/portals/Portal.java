// One portal of the catalogue.
package de.belegbote.portals;

import io.vertx.core.json.JsonObject;

/**
 * What others need to know of a portal.
 *
 * @param realm id of the shared sign-in, or the portal's own id
 * @param restricted whether its terms forbid automation, so that a tenant's file must name it
 * @param json as the contract shows it
 */
public record Portal(String id, String name, String realm, boolean restricted, JsonObject json) {}
