// The caller's own tenant.
package de.belegbote.tenants;

import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.portals.Portal;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Shows what the operator wrote into the tenant's file; keys and issuers are left out. */
public final class TenantRoutes implements Routes {
  private final PortalCatalogue portals;

  public TenantRoutes(PortalCatalogue portals) {
    this.portals = portals;
  }

  @Override
  public void bind(Operations on) {
    var unused = on.operation("getTenant", this::get);
  }

  private Future<Reply> get(Call call) {
    Tenant tenant = call.tenantFile();
    var allowed = portals.allowedTo(tenant).stream().map(Portal::id).sorted().toList();
    var json =
        new JsonObject()
            .put("id", tenant.id().toString())
            .put("name", tenant.name())
            .put("languages", new JsonArray(tenant.languages()))
            .put("portals", new JsonArray(allowed))
            .put(
                "limits",
                new JsonObject()
                    .put("requestsPerMinute", tenant.requestsPerMinute())
                    .put("requestsPerMinuteAndCredential", tenant.requestsPerMinuteAndCredential())
                    .put("uploadLinkMinutes", tenant.uploadLinkMinutes())
                    .put("smsPerHour", tenant.sms().perHour())
                    .put("smsPerDay", tenant.sms().perDay()));
    tenant.support().ifPresent(address -> json.put("supportUrl", address));
    return Future.succeededFuture(Reply.ok(json));
  }
}
