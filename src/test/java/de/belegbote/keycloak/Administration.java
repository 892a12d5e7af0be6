// Keycloak's Admin REST API, called as its first service account.
package de.belegbote.keycloak;

import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;

/** Blocks; an unexpected status is an AssertionError. */
record Administration(Wire wire, Keycloak keycloak) {
  HttpResponse<Buffer> get(String path) {
    return Wait.until(
        request(HttpMethod.GET, path).compose(HttpRequest::send).map(answer -> expect(answer, 200)),
        Wire.PATIENCE);
  }

  /** Creates something. */
  void create(String path, JsonObject description) {
    var unused =
        Wait.until(
            request(HttpMethod.POST, path)
                .compose(request -> request.sendJsonObject(description))
                .map(answer -> expect(answer, 201)),
            Wire.PATIENCE);
  }

  void delete(String path) {
    var unused =
        Wait.until(
            request(HttpMethod.DELETE, path)
                .compose(HttpRequest::send)
                .map(answer -> expect(answer, 204)),
            Wire.PATIENCE);
  }

  // A token lives for a minute, so each call asks for its own.
  private Future<HttpRequest<Buffer>> request(HttpMethod method, String path) {
    var form =
        MultiMap.caseInsensitiveMultiMap()
            .add("grant_type", "client_credentials")
            .add("client_id", Keycloak.ADMIN)
            .add("client_secret", keycloak.adminSecret().reveal());
    return wire.to(
            HttpMethod.POST,
            Wire.LOGIN,
            keycloak.port(),
            "/realms/master/protocol/openid-connect/token")
        .sendForm(form)
        .map(answer -> expect(answer, 200).bodyAsJsonObject().getString("access_token"))
        .map(
            token ->
                wire.to(method, Wire.LOGIN, keycloak.port(), path)
                    .bearerTokenAuthentication(token));
  }

  private static HttpResponse<Buffer> expect(HttpResponse<Buffer> answer, int status) {
    if (answer.statusCode() != status) {
      throw new AssertionError("Keycloak's administration answered " + answer.statusCode());
    }
    return answer;
  }
}
