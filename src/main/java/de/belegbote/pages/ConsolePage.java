// The console for a tenant's staff.
package de.belegbote.pages;

import de.belegbote.http.Operations;
import de.belegbote.http.ProblemHandler;
import de.belegbote.http.RequestId;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Pages below /console. GET changes nothing that matters; POST does one thing and leads back. What
 * is shown and done goes through the operations of the API, with the scopes of whoever signed in.
 */
public final class ConsolePage implements Consumer<Router> {
  /**
   * What the parts of the console share.
   *
   * @param trial whether one may sign in by a token
   */
  record Parts(
      TenantFiles tenants,
      SealingKey sealing,
      TimeSource time,
      String publicUrl,
      boolean secure,
      boolean trial) {}

  private final Operations operations;
  private final Operations.Parts shared;
  private final PortalCatalogue catalogue;
  private final Parts parts;

  /**
   * The console of an installation.
   *
   * @param operations the only way to data
   * @param shared what those work with: sessions lie in the same database
   */
  public ConsolePage(
      Operations operations, Operations.Parts shared, PortalCatalogue catalogue, Config config) {
    this.operations = operations;
    this.shared = shared;
    this.catalogue = catalogue;
    this.parts =
        new Parts(
            shared.tenants(),
            shared.cursors(),
            shared.time(),
            config.publicUrl().toString(),
            config.secure(),
            config.dev());
  }

  @Override
  public void accept(Router router) {
    // On the event loop of the server that mounts it, as the issuers' keys want it.
    Vertx vertx = Vertx.currentContext().owner();
    var questions = operations.questions(vertx);
    var door = new ConsoleDoor(shared.db(), parts.tenants, questions, parts.time, parts.secure);
    var frame = new ConsoleFrame(new BrandAssets(parts.tenants));
    var signIn = new ConsoleSignIn(parts, door, frame, operations.issuerSignIn(vertx));
    signIn.bind(router);
    var texts = frame.texts();
    var names = new ConsoleNames(texts, catalogue);
    List<ConsoleArea> areas =
        List.of(
            new ConsoleCompanies(texts, names),
            new ConsoleInvoices(texts, names),
            new ConsoleFetches(texts, names),
            new ConsoleFetches.One(texts, names),
            ConsoleDiaries.deliveries(texts),
            ConsoleDiaries.audit(texts),
            ConsoleDiaries.uses(texts),
            new ConsoleKeys(texts));
    var rooms = new Rooms(door, frame, signIn, areas);
    for (var area : areas) {
      router.get("/console/" + area.name()).handler(ctx -> rooms.show(ctx, area));
      router.post("/console/" + area.name()).handler(ctx -> rooms.act(ctx, area));
    }
    var documents = new ConsoleDocuments(vertx, texts, names);
    router.get("/console/document").handler(ctx -> rooms.send(ctx, documents::document));
    router.get("/console/archive").handler(ctx -> rooms.send(ctx, documents::archive));
    for (String root : new String[] {"/console", "/console/"}) {
      router
          .get(root)
          .handler(
              ctx -> {
                String first = root.endsWith("/") ? "companies" : "console/companies";
                var unused = PageReply.to(ctx, first);
              });
    }
  }

  /** Answers, or tells of what failed; a failure that is nobody's known fault is a bug of ours. */
  static void answer(
      RoutingContext ctx,
      BiFunction<RoutingContext, Failure, Future<Void>> failed,
      Supplier<Future<Void>> work) {
    String unused = RequestId.of(ctx);
    Future<Void> done;
    try {
      done = work.get();
    } catch (RuntimeException broken) {
      done = Future.failedFuture(broken);
    }
    var unusedEnd =
        done.recover(
            cause ->
                ctx.response().headWritten() || ctx.response().closed()
                    ? Future.failedFuture(cause)
                    : failed.apply(ctx, known(ctx, cause)));
  }

  private static Failure known(RoutingContext ctx, Throwable cause) {
    var failure =
        cause instanceof Failure known
            ? known
            : new Failure(Problem.INTERNAL_ERROR, "Something failed on our side.", cause);
    ProblemHandler.report(ctx, failure);
    return failure;
  }

  /** The areas behind the door. */
  private record Rooms(
      ConsoleDoor door, ConsoleFrame frame, ConsoleSignIn signIn, List<ConsoleArea> areas) {

    void send(RoutingContext ctx, Function<ConsoleVisit, Future<Void>> file) {
      answer(
          ctx,
          (same, failure) -> refuse(ctx, "invoices", failure),
          () -> door.visit(ctx).compose(file));
    }

    void show(RoutingContext ctx, ConsoleArea area) {
      answer(
          ctx,
          (same, failure) -> refuse(ctx, area.name(), failure),
          () ->
              door.visit(ctx)
                  .compose(
                      visit ->
                          area.show(visit)
                              .compose(answer -> send(visit, area, answer, Optional.empty()))));
    }

    void act(RoutingContext ctx, ConsoleArea area) {
      ctx.request().pause();
      answer(
          ctx,
          (same, failure) -> refuse(ctx, area.name(), failure),
          () -> door.visit(ctx).compose(visit -> act(ctx, area, visit)));
    }

    private Future<Void> act(RoutingContext ctx, ConsoleArea area, ConsoleVisit visit) {
      return PageForm.read(ctx)
          .compose(
              form -> {
                door.checkForm(ctx, form);
                return area.act(visit, form);
              })
          .compose(answer -> send(visit, area, answer, Optional.empty()))
          .recover(cause -> again(visit, area, known(ctx, cause)));
    }

    // The page as it is now, with what went wrong.
    private Future<Void> again(ConsoleVisit visit, ConsoleArea area, Failure failure) {
      return area.show(visit).compose(page -> send(visit, area, page, Optional.of(failure)));
    }

    private Future<Void> send(
        ConsoleVisit visit, ConsoleArea area, ConsoleArea.Answer answer, Optional<Failure> wrong) {
      return answer.to().isEmpty()
          ? PageReply.send(
              visit.ctx(),
              wrong.map(failure -> failure.problem().status()).orElse(200),
              visit.language(),
              frame.page(visit, areas, area, answer, wrong))
          : PageReply.to(visit.ctx(), answer.to());
    }

    private Future<Void> refuse(RoutingContext ctx, String area, Failure failure) {
      if (failure.problem() != Problem.UNAUTHENTICATED) {
        return signIn.fail(ctx, failure);
      }
      String query = Optional.ofNullable(ctx.request().query()).map(q -> "?" + q).orElse("");
      boolean get = ctx.request().method().name().equals("GET");
      return PageReply.drained(ctx)
          .compose(quiet -> PageReply.to(ctx, signIn.address(ctx, area + (get ? query : ""))));
    }
  }
}
