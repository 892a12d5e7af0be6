// What a trial offers on its loopback management port, and what it says when it is ready.
package de.belegbote;

import de.belegbote.enrolment.OutboxSmsSender;
import de.belegbote.platform.config.Config;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Locale;

/** A token of the demo tenant, and the messages that were not sent; with {@code --dev} only. */
record Developer(DevIssuer issuer, OutboxSmsSender sms) {
  void bind(Router router) {
    router
        .get("/dev/token")
        .handler(
            ctx -> {
              var unused =
                  ctx.response().putHeader("Content-Type", "text/plain").end(issuer.token());
            });
    router
        .get("/dev/outbox")
        .handler(
            ctx -> {
              var messages = new JsonArray();
              sms.messages()
                  .forEach(
                      m ->
                          messages.add(
                              new JsonObject()
                                  .put("at", m.at().toString())
                                  .put("to", m.to())
                                  .put("text", m.text())));
              var unused =
                  ctx.response()
                      .putHeader("Content-Type", "application/json")
                      .end(messages.toBuffer());
            });
  }

  static void announce(Config config, int port, int managementPort, int practicePort) {
    System.out.printf(
        Locale.ROOT,
        "Belegbote is ready: http://%s:%d (contract: /openapi.yaml)%n",
        config.listen(),
        port);
    if (config.dev()) {
      System.out.printf(
          Locale.ROOT,
          "  a token:         curl http://127.0.0.1:%1$d/dev/token%n"
              + "  sent messages:   http://127.0.0.1:%1$d/dev/outbox%n"
              + "  practice portal: http://127.0.0.1:%2$d%n"
              + "  data is kept in  %3$s%n",
          managementPort,
          practicePort,
          config.data());
    }
  }
}
