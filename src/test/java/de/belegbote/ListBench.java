// How much of the speed of bare Vert.x and pg-client is left in an authenticated list route.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both servers, the database and the caller share one machine and take turns in one run, so only
 * the ratio means something. Runs with {@code -Pbench} only.
 */
class ListBench {
  private static final int ROWS = 50;
  private static final int CALLERS = 32;
  private static final int ROUNDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration ROUND = Duration.ofSeconds(3);

  @TempDir Path folder;

  @Test
  void authenticatedListAgainstBareRoute() throws Exception {
    var vertx = Vertx.vertx();
    try (var house = TestHouse.start(folder)) {
      for (int i = 0; i < ROWS; i++) {
        house
            .as(TestHouse.A)
            .post("/companies", new JsonObject().put("name", "Firma " + i))
            .is(201);
      }
      String token = "Bearer " + house.token(TestHouse.A, "read");
      URI ours = house.url().resolve("/v1/companies?limit=" + ROWS);
      URI bare = bare(vertx, house);
      var client =
          vertx.createHttpClient(
              new HttpClientOptions().setKeepAlive(true),
              new PoolOptions().setHttp1MaxSize(CALLERS));
      measure(client, ours, token, WARM_UP);
      measure(client, bare, token, WARM_UP);
      List<Double> ratios = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        double own = measure(client, ours, token, ROUND);
        double other = measure(client, bare, token, ROUND);
        ratios.add(own / other);
        System.out.printf(
            Locale.ROOT,
            "bench list, round %d: ours %.0f/s, bare %.0f/s, ratio %.2f%n",
            round,
            own,
            other,
            own / other);
      }
      ratios.sort(null);
      System.out.printf(
          Locale.ROOT,
          "bench list: authenticated list route against bare route, median ratio %.2f (%.2f to %.2f)%n",
          ratios.get(ROUNDS / 2),
          ratios.get(0),
          ratios.get(ROUNDS - 1));
    } finally {
      Wait.until(vertx.close());
    }
  }

  // The same statement, rows and members, under the same policy; no transaction, token or contract.
  private static URI bare(Vertx vertx, TestHouse house) {
    var settings = house.database().settings();
    Pool pool =
        PgBuilder.pool()
            .connectingTo(
                new PgConnectOptions()
                    .setHost(settings.host())
                    .setPort(settings.port())
                    .setDatabase(settings.database())
                    .setUser("belegbote_tenant")
                    .setPassword(settings.tenantPassword().reveal())
                    .addProperty("search_path", "belegbote")
                    .addProperty("belegbote.tenant", TestHouse.A)
                    .setCachePreparedStatements(true))
            .using(vertx)
            .build();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    pool.preparedQuery(
                            "select * from company where deleted_at is null"
                                + " and ($1::uuid is null or id > $1) order by id limit $2")
                        .execute(Tuple.of((UUID) null, ROWS + 1))
                        .map(
                            rows -> {
                              var items = new JsonArray();
                              rows.forEach(row -> items.add(json(row)));
                              return new JsonObject().put("items", items).toBuffer();
                            })
                        .compose(
                            body ->
                                request
                                    .response()
                                    .putHeader("Content-Type", "application/json")
                                    .end(body))
                        .onFailure(broken -> request.response().setStatusCode(500).end()));
    return URI.create(
        "http://127.0.0.1:" + Wait.until(server.listen(0, "127.0.0.1")).actualPort() + "/");
  }

  private static JsonObject json(Row row) {
    return new JsonObject()
        .put("id", row.getUUID("id").toString())
        .put("name", row.getString("name"))
        .put("createdAt", row.getOffsetDateTime("created_at").toInstant().toString())
        .put("updatedAt", row.getOffsetDateTime("updated_at").toInstant().toString());
  }

  /** Answers per second; every answer is a page of all rows. */
  @com.google.errorprone.annotations.CanIgnoreReturnValue
  private static double measure(HttpClient client, URI uri, String token, Duration time) {
    long started = System.nanoTime();
    long until = started + time.toNanos();
    var answers = new AtomicLong();
    List<Future<Void>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(call(client, uri, token, until, answers));
    }
    Wait.until(Future.all(callers));
    assertTrue(answers.get() > 0);
    return answers.get() * 1e9 / (System.nanoTime() - started);
  }

  private static Future<Void> call(
      HttpClient client, URI uri, String token, long until, AtomicLong answers) {
    if (System.nanoTime() >= until) {
      return Future.succeededFuture();
    }
    return client
        .request(HttpMethod.GET, uri.getPort(), uri.getHost(), requestUri(uri))
        .compose(request -> request.putHeader("Authorization", token).send())
        .compose(ListBench::checked)
        .compose(
            items -> {
              assertEquals(ROWS, items);
              answers.incrementAndGet();
              return call(client, uri, token, until, answers);
            });
  }

  private static Future<Integer> checked(HttpClientResponse response) {
    assertEquals(200, response.statusCode());
    return response.body().map(Buffer::toJsonObject).map(page -> page.getJsonArray("items").size());
  }

  private static String requestUri(URI uri) {
    return uri.getRawQuery() == null ? uri.getPath() : uri.getPath() + "?" + uri.getRawQuery();
  }
}
