// The two diaries, for the tenant to read.
package de.belegbote.tenants;

import de.belegbote.audit.AuditLog;
import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.db.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Lists who did what, and which secret was used when and why. */
public final class AuditRoutes implements Routes {
  private final AuditLog audit;
  private final Database db;

  public AuditRoutes(AuditLog audit, Database db) {
    this.audit = audit;
    this.db = db;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listAuditEvents", this::operations)
            .operation("listSecretUses", this::secretUses);
  }

  private Future<Reply> operations(Call call) {
    var page = call.page();
    return db.inTenant(call.tenant(), c -> audit.operations(c, page.rows(), page.after()))
        .map(rows -> Reply.page(call, rows.stream().map(AuditRoutes::json).toList()));
  }

  private Future<Reply> secretUses(Call call) {
    var page = call.page();
    var login = call.queryId("loginId").orElse(null);
    return db.inTenant(call.tenant(), c -> audit.secretUses(c, login, page.rows(), page.after()))
        .map(rows -> Reply.page(call, rows.stream().map(AuditRoutes::json).toList()));
  }

  private static JsonObject json(AuditLog.Done done) {
    var json =
        new JsonObject()
            .put("id", done.id().toString())
            .put("at", done.at().toString())
            .put("actor", actor(done.actorKind(), done.actorId()))
            .put("operation", done.operation())
            .put("status", done.status())
            .put("requestId", done.requestId());
    put(json, "targetId", done.targetId());
    return json;
  }

  private static JsonObject json(AuditLog.SecretUse use) {
    var json =
        new JsonObject()
            .put("id", use.id().toString())
            .put("at", use.at().toString())
            .put("secret", use.secret())
            .put("purpose", use.purpose())
            .put("actor", actor("system", use.actor()))
            .put("result", use.result());
    put(json, "loginId", use.loginId());
    put(json, "fetchId", use.fetchId());
    return json;
  }

  private static JsonObject actor(String kind, String id) {
    return new JsonObject().put("kind", kind).put("id", id);
  }

  private static void put(JsonObject json, String name, Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }
}
