// What a trial offers on its loopback management port.
package de.belegbote;

import de.belegbote.enrolment.OutboxSmsSender;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

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
}
