// Operations of the companies.
package de.belegbote.companies;

import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Create, read, change and erase companies. */
public final class CompanyRoutes implements Routes {
  private final CompanyStore companies;
  private final Idempotency idempotency;
  private final Database db;
  private final TimeSource time;

  public CompanyRoutes(
      CompanyStore companies, Idempotency idempotency, Database db, TimeSource time) {
    this.companies = companies;
    this.idempotency = idempotency;
    this.db = db;
    this.time = time;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listCompanies", this::list)
            .operation("createCompany", this::create)
            .operation("getCompany", this::get)
            .operation("updateCompany", this::update)
            .operation("deleteCompany", this::delete);
  }

  private Future<Reply> list(Call call) {
    var page = call.page();
    return db.inTenant(call.tenant(), c -> companies.page(c, page))
        .map(rows -> Reply.page(call, rows.stream().map(Company::json).toList()));
  }

  private Future<Reply> create(Call call) {
    JsonObject body = call.body();
    Instant now = now();
    var company =
        new Company(
            Ids.next(),
            Optional.ofNullable(body.getString("externalId")),
            body.getString("name"),
            Optional.ofNullable(body.getString("country")),
            now,
            now,
            1);
    var created =
        Reply.created(company.json())
            .header("ETag", company.etag())
            .header("Location", "/v1/companies/" + company.id());
    return idempotency.once(call, c -> companies.insert(c, company).map(created));
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> companies.get(c, call.id("companyId")))
        .map(company -> reply(known(company)));
  }

  private Future<Reply> update(Call call) {
    return db.inTenant(
        call.tenant(),
        c ->
            matched(c, call)
                .map(company -> patched(company, call.body(), now()))
                .compose(fresh -> companies.update(c, fresh).map(reply(fresh))));
  }

  // RFC 7396: null removes a member; the contract lets only those be null that may be missing.
  private static Company patched(Company company, JsonObject patch, Instant now) {
    return new Company(
        company.id(),
        patch.containsKey("externalId")
            ? Optional.ofNullable(patch.getString("externalId"))
            : company.externalId(),
        patch.getString("name", company.name()),
        patch.containsKey("country")
            ? Optional.ofNullable(patch.getString("country"))
            : company.country(),
        company.createdAt(),
        now,
        company.version() + 1);
  }

  private Future<Reply> delete(Call call) {
    return db.inTenant(
            call.tenant(), c -> matched(c, call).compose(company -> eraseUnlinked(c, company)))
        .map(Reply.empty());
  }

  private Future<Void> eraseUnlinked(TenantConnection c, Company company) {
    return companies
        .hasPortalAccounts(c, company.id())
        .compose(
            linked ->
                linked
                    ? Future.failedFuture(
                        new Failure(
                            Problem.CONFLICT, "Delete the portal accounts of the company first."))
                    : companies.erase(c, company.id(), now()));
  }

  /** The company of the path, locked, and still as the caller saw it. */
  private Future<Company> matched(TenantConnection c, Call call) {
    return companies
        .lock(c, call.id("companyId"))
        .map(
            found -> {
              Company company = known(found);
              String match = call.header("If-Match").orElse("*");
              if (!match.equals("*") && !match.equals(company.etag())) {
                throw new Failure(
                    Problem.PRECONDITION_FAILED,
                    "Get the company again and repeat the change on it.");
              }
              return company;
            });
  }

  private static Company known(Optional<Company> company) {
    return company.orElseThrow(
        () -> new Failure(Problem.NOT_FOUND, "There is no company of this id."));
  }

  private static Reply reply(Company company) {
    return Reply.ok(company.json()).header("ETag", company.etag());
  }

  // As exact as the database, so that the first answer says what later ones say.
  private Instant now() {
    return time.now().truncatedTo(ChronoUnit.MICROS);
  }
}
