// Tells an open page of the wizard what happens, by server-sent events.
package de.belegbote.pages;

import de.belegbote.connect.ConnectVisits;
import de.belegbote.pages.Entrance.Visit;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Looks once a second and sends what changed (WHATWG HTML, 9.2). A session has at most three
 * streams and a process three hundred; each ends after ten minutes, and browsers come again by
 * themselves.
 */
final class LiveStream {
  static final int MOST_OF_A_SESSION = 3;
  private static final int MOST = 300;
  private static final long EACH_MS = 1_000;
  private static final int SILENT_TICKS = 15;
  private static final int LAST_TICK = 600;

  private final ConnectVisits visits;
  private final ConnectView view;
  private final Map<UUID, Integer> open = new HashMap<>();
  private int all;

  LiveStream(ConnectVisits visits, ConnectView view) {
    this.visits = visits;
    this.view = view;
  }

  Future<Void> open(RoutingContext ctx, Visit visit, PageLanguage language) {
    if (!enter(visit.link())) {
      return Future.failedFuture(
          new Failure(Problem.UNAVAILABLE, "Too many pages follow at once; load the page again."));
    }
    var response = PageReply.stream(ctx);
    var stream = new Stream(ctx.vertx(), response, visit, language);
    response.closeHandler(gone -> stream.end());
    response.exceptionHandler(broken -> stream.end());
    return response
        .write("retry: 2000\n\n")
        .onSuccess(told -> stream.start())
        .onFailure(lost -> stream.end());
  }

  /** An answer without a body; browsers then stop asking, and the page goes on without. */
  static Future<Void> refuse(RoutingContext ctx, Failure failure) {
    return ctx.response().ended() || ctx.response().headWritten()
        ? Future.succeededFuture()
        : ctx.response().setStatusCode(failure.problem().status()).end();
  }

  private synchronized boolean enter(UUID session) {
    int already = open.getOrDefault(session, 0);
    if (all >= MOST || already >= MOST_OF_A_SESSION) {
      return false;
    }
    open.put(session, already + 1);
    all++;
    return true;
  }

  private synchronized void leave(UUID session) {
    all--;
    if (open.merge(session, -1, Integer::sum) <= 0) {
      open.remove(session);
    }
  }

  /** One page that follows; all of it runs on the event loop of its connection. */
  private final class Stream {
    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Visit visit;
    private final PageLanguage language;
    private String told = "";
    private int ticks;
    private int silent;
    private long timer;
    private boolean looking;
    private boolean over;

    Stream(Vertx vertx, HttpServerResponse response, Visit visit, PageLanguage language) {
      this.vertx = vertx;
      this.response = response;
      this.visit = visit;
      this.language = language;
    }

    void start() {
      timer = vertx.setPeriodic(EACH_MS, tick -> look());
      look();
    }

    private void look() {
      if (over || looking) {
        return;
      }
      if (++ticks > LAST_TICK) {
        end();
        return;
      }
      looking = true;
      visits
          .follow(visit.tenant().id(), visit.link())
          .onComplete(
              seen -> {
                looking = false;
                if (over) {
                  return;
                }
                if (seen.failed()) {
                  end();
                } else {
                  tell(seen.result());
                }
              });
    }

    private void tell(ConnectVisits.Opened opened) {
      JsonObject now = view.live(language, opened);
      String text = now.encode();
      // A client that does not read gets nothing more until it does.
      if (response.writeQueueFull()) {
        return;
      }
      if (!text.equals(told)) {
        told = text;
        silent = 0;
        response.write("data: " + text + "\n\n").onFailure(lost -> end());
      } else if (++silent >= SILENT_TICKS) {
        silent = 0;
        response.write(":\n\n").onFailure(lost -> end());
      }
    }

    void end() {
      if (over) {
        return;
      }
      over = true;
      boolean unused = vertx.cancelTimer(timer);
      leave(visit.link());
      if (!response.closed() && !response.ended()) {
        var unusedEnd = response.end();
      }
    }
  }
}
