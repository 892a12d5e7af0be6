// SQL of the history of fetches and of a run's own rows.
package de.belegbote.fetch;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.accounts.PortalAccount;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.FetchOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Reads and writes fetches. */
public final class FetchStore {
  /** Filters of the list; null stands for any. */
  record Filter(UUID company, UUID account, String state, String outcome) {}

  /** The claim is ours no more: somebody else goes on with the fetch. */
  static Failure lost() {
    return new Failure(Problem.CONFLICT, "The claim of this run is lost.");
  }

  /** Locks the queue's row of a claim; fails when the claim is lost, so nothing more is written. */
  Future<Void> hold(TenantConnection c, FetchQueue.Claim claim) {
    return c.first(
            "select 1 from fetch_queue where id = $1 and claim = $2 for update",
            claim.account(),
            claim.number())
        .map(
            row -> {
              if (row.isEmpty()) {
                throw lost();
              }
              return null;
            });
  }

  /**
   * Marks the fetch of a claim as running; makes its row when the schedule ordered it. Fails as
   * {@link #hold} does.
   */
  Future<UUID> begin(
      TenantConnection c,
      FetchQueue.Claim claim,
      PortalAccount account,
      String recipe,
      Instant now) {
    // Read again under the lock: somebody may have ordered a fetch since the row was claimed.
    return c.first(
            "select fetch_id from fetch_queue where id = $1 and claim = $2 for update",
            claim.account(),
            claim.number())
        .map(row -> row.orElseThrow(FetchStore::lost).getUUID("fetch_id"))
        .compose(ordered -> run(c, ordered == null ? Ids.next() : ordered, account, recipe, now));
  }

  private static Future<UUID> run(
      TenantConnection c, UUID id, PortalAccount account, String recipe, Instant now) {
    return c.change(
            "insert into fetch_run (tenant_id, id, portal_account_id, company_id, portal_id, trigger,"
                + " state, recipe, queued_at, started_at)"
                + " values ($1, $2, $3, $4, $5, 'schedule', 'running', $6, $7, $7)"
                + " on conflict (tenant_id, id) do update set state = 'running', recipe = $6,"
                + " started_at = coalesce(fetch_run.started_at, $7)",
            c.tenant().value(),
            id,
            account.id(),
            account.companyId(),
            account.portalId(),
            recipe,
            utc(now))
        .compose(
            begun ->
                c.change("update fetch_queue set fetch_id = $2 where id = $1", account.id(), id))
        .map(id);
  }

  Future<Void> step(TenantConnection c, UUID fetch, JsonObject step) {
    return c.change(
            "update fetch_run set steps = steps || $2::jsonb where id = $1 and state = 'running'"
                + " and jsonb_array_length(steps) < 500",
            fetch,
            new JsonArray().add(step))
        .mapEmpty();
  }

  Future<Void> finish(TenantConnection c, UUID fetch, RunResult result, Instant now) {
    return c.change(
            "update fetch_run set state = 'finished', outcome = $2, page = $3, detail = $4, found = $5,"
                + " stored = $6, known = $7, failed = $8, finished_at = $9 where id = $1",
            fetch,
            result.outcome().name(),
            result.page(),
            result.detail(),
            result.counts().found(),
            result.counts().stored(),
            result.counts().known(),
            result.counts().failed(),
            utc(now))
        .mapEmpty();
  }

  /** Gives login and queue row back; the row stays for the next time, or goes. */
  Future<Void> release(TenantConnection c, FetchQueue.Claim claim, Instant next) {
    Future<Integer> row =
        next == null
            ? c.change(
                "delete from fetch_queue where id = $1 and claim = $2",
                claim.account(),
                claim.number())
            : c.change(
                "update fetch_queue set due = $3, claimed_until = null, claim = null, attempts = 0,"
                    + " fetch_id = null where id = $1 and claim = $2",
                claim.account(),
                claim.number(),
                utc(next));
    return row.compose(
            gone ->
                c.change(
                    "update login_lease set claimed_until = null, claim = null where id = $1"
                        + " and claim = $2",
                    claim.login(),
                    claim.number()))
        .mapEmpty();
  }

  /** How the account's last finished runs ended, newest first. */
  Future<List<FetchOutcome>> outcomes(TenantConnection c, UUID account, int most) {
    return c.query(
            "select outcome from fetch_run where portal_account_id = $1 and state = 'finished'"
                + " and outcome is not null order by id desc limit $2",
            account,
            most)
        .map(
            rows ->
                rows.stream().map(row -> FetchOutcome.valueOf(row.getString("outcome"))).toList());
  }

  /** The trigger of a fetch as the contract names it. */
  Future<String> trigger(TenantConnection c, UUID fetch) {
    return c.first("select trigger from fetch_run where id = $1", fetch)
        .map(row -> row.orElseThrow().getString("trigger"));
  }

  /** The name the tenant knows a company by; null when it gave none. */
  Future<String> externalId(TenantConnection c, UUID company) {
    return c.first("select external_id from company where id = $1", company)
        .map(row -> row.map(r -> r.getString("external_id")).orElse(null));
  }

  Future<JsonObject> get(TenantConnection c, UUID id, Locale language) {
    return c.first("select * from fetch_run where id = $1", id)
        .map(
            row ->
                row.map(found -> json(found, language))
                    .orElseThrow(
                        () -> new Failure(Problem.NOT_FOUND, "There is no fetch of this id.")));
  }

  /** Newest first, those before {@code after}. */
  Future<List<JsonObject>> list(
      TenantConnection c, Filter filter, int limit, UUID after, Locale language) {
    return c.query(
            "select * from fetch_run where ($1::uuid is null or id < $1)"
                + " and ($3::uuid is null or company_id = $3)"
                + " and ($4::uuid is null or portal_account_id = $4)"
                + " and ($5::text is null or state = $5) and ($6::text is null or outcome = $6)"
                + " order by id desc limit $2",
            after,
            limit,
            filter.company,
            filter.account,
            filter.state,
            filter.outcome)
        .map(rows -> rows.stream().map(row -> json(row, language)).toList());
  }

  private static JsonObject json(Row row, Locale language) {
    var json =
        new JsonObject()
            .put("id", row.getUUID("id").toString())
            .put("portalAccountId", row.getUUID("portal_account_id").toString())
            .put("companyId", row.getUUID("company_id").toString())
            .put("portalId", row.getString("portal_id"))
            .put("trigger", row.getString("trigger"))
            .put("state", row.getString("state"))
            .put("steps", row.getJsonArray("steps"))
            .put(
                "counts",
                new JsonObject()
                    .put("found", row.getInteger("found"))
                    .put("stored", row.getInteger("stored"))
                    .put("known", row.getInteger("known"))
                    .put("failed", row.getInteger("failed")))
            .put("queuedAt", instant(row, "queued_at").toString());
    String outcome = row.getString("outcome");
    if (outcome != null) {
      json.put("outcome", outcome).put("text", FetchOutcome.valueOf(outcome).text(language));
    }
    if (row.getString("page") != null && !row.getString("page").isEmpty()) {
      json.put("page", row.getString("page"));
    }
    if (row.getString("recipe") != null) {
      json.put("recipe", row.getString("recipe"));
    }
    if (instant(row, "started_at") != null) {
      json.put("startedAt", instant(row, "started_at").toString());
    }
    if (instant(row, "finished_at") != null) {
      json.put("finishedAt", instant(row, "finished_at").toString());
    }
    return json;
  }
}
