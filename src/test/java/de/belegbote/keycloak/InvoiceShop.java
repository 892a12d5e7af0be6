// A small invoice page behind Keycloak's sign-in.
package de.belegbote.keycloak;

import de.belegbote.platform.crypto.Tokens;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Signs people in by OpenID Connect's authorization code flow (OpenID Connect Core 1.0, section
 * 3.1), as a confidential client, and shows them invoices and their documents. It knows no password
 * and no code.
 */
final class InvoiceShop {
  static final String CALLBACK = "https://" + Wire.SHOP + "/callback";

  private static final String SIGN_IN =
      "https://"
          + Wire.LOGIN
          + Realm.OPENID
          + "/auth?response_type=code&scope=openid&client_id=%s&redirect_uri=%s&state=%s&nonce=%s";
  private static final String ISSUER = "https://" + Wire.LOGIN + "/realms/" + Realm.NAME;
  private static final String PERSON = "person";
  private static final String STATE = "state";
  private static final String NONCE = "nonce";

  private final Wire wire;
  private final Keycloak keycloak;
  private final Realm realm;
  private final HttpServer server;
  private final List<ShopInvoice> invoices = ShopInvoice.all();
  private final List<String> served = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> toForget = ConcurrentHashMap.newKeySet();

  /** Opens it on a free port of loopback; it ends with the Vert.x given. */
  InvoiceShop(Vertx vertx, Wire wire, Keycloak keycloak, Realm realm) {
    this.wire = wire;
    this.keycloak = keycloak;
    this.realm = realm;
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            SessionHandler.create(LocalSessionStore.create(vertx))
                .setCookieSecureFlag(true)
                .setCookieHttpOnlyFlag(true)
                .setCookieSameSite(CookieSameSite.LAX));
    router.get("/callback").handler(this::callback);
    router.get("/invoices").handler(this::table);
    router.get("/documents/:file").handler(this::document);
    server = Wait.until(vertx.createHttpServer(wire.server()).requestHandler(router).listen());
  }

  int port() {
    return server.actualPort();
  }

  List<ShopInvoice> invoices() {
    return invoices;
  }

  /** Names of the documents that were given to this person, in order. */
  List<String> served(Person person) {
    String name = person.name() + " ";
    synchronized (served) {
      return served.stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()))
          .toList();
    }
  }

  /** Ends the person's session once, right after the next document. */
  void forgetOnce(Person person) {
    toForget.add(person.name());
  }

  private void table(RoutingContext request) {
    String person = request.session().get(PERSON);
    if (person == null) {
      signIn(request);
      return;
    }
    String rows = invoices.stream().map(ShopInvoice::row).collect(Collectors.joining());
    html(
        request,
        200,
        "<p id=\"person\">"
            + person
            + "</p><table id=\"invoices\"><thead><tr><th>Number</th><th>Date</th><th>Amount</th>"
            + "<th>Kind</th><th></th></tr></thead><tbody>"
            + rows
            + "</tbody></table>");
  }

  private void document(RoutingContext request) {
    String person = request.session().get(PERSON);
    if (person == null) {
      signIn(request);
      return;
    }
    String file = request.pathParam("file");
    var found = invoices.stream().filter(invoice -> invoice.file().equals(file)).findFirst();
    if (found.isEmpty()) {
      html(request, 404, "<p>There is no such document.</p>");
      return;
    }
    served.add(person + " " + file);
    if (toForget.remove(person)) {
      request.session().destroy();
    }
    request.response().putHeader("Content-Type", "application/pdf");
    send(request, found.get().pdf());
  }

  private void signIn(RoutingContext request) {
    String state = Tokens.random(18);
    String nonce = Tokens.random(18);
    request.session().put(STATE, state);
    request.session().put(NONCE, nonce);
    redirect(
        request,
        SIGN_IN.formatted(
            Realm.CLIENT, URLEncoder.encode(CALLBACK, StandardCharsets.UTF_8), state, nonce));
  }

  private void callback(RoutingContext request) {
    String state = request.session().remove(STATE);
    String code = request.request().getParam("code");
    if (state == null || code == null || !state.equals(request.request().getParam(STATE))) {
      html(request, 400, "<p>This sign-in was not begun here.</p>");
      return;
    }
    String nonce = request.session().remove(NONCE);
    exchange(code)
        .map(answer -> person(answer, nonce))
        .onFailure(request::fail)
        .onSuccess(
            person -> {
              request.session().regenerateId().put(PERSON, person);
              redirect(request, "/invoices");
            });
  }

  private Future<HttpResponse<Buffer>> exchange(String code) {
    var form =
        MultiMap.caseInsensitiveMultiMap()
            .add("grant_type", "authorization_code")
            .add("code", code)
            .add("redirect_uri", CALLBACK);
    return wire.to(HttpMethod.POST, Wire.LOGIN, keycloak.port(), Realm.OPENID + "/token")
        .basicAuthentication(Realm.CLIENT, realm.clientSecret().reveal())
        .sendForm(form);
  }

  // Section 3.1.3.7: the token came from Keycloak itself over TLS, which stands for its signature.
  private static String person(HttpResponse<Buffer> answer, String nonce) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("Keycloak gave no token: " + answer.statusCode());
    }
    String token = answer.bodyAsJsonObject().getString("id_token");
    var claims =
        new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1])));
    boolean ours =
        ISSUER.equals(claims.getString("iss"))
            && Realm.CLIENT.equals(claims.getString("aud"))
            && nonce.equals(claims.getString(NONCE));
    if (!ours) {
      throw new IllegalStateException("a token that is not for this sign-in");
    }
    return claims.getString("preferred_username");
  }

  private static void html(RoutingContext request, int status, String body) {
    request.response().setStatusCode(status).putHeader("Content-Type", "text/html; charset=utf-8");
    send(
        request,
        Buffer.buffer(
            "<!DOCTYPE html><html lang=\"en\"><title>Invoice shop</title>" + body + "</html>"));
  }

  private static void redirect(RoutingContext request, String to) {
    request.response().setStatusCode(302).putHeader("Location", to);
    send(request, Buffer.buffer());
  }

  private static void send(RoutingContext request, Buffer body) {
    request.response().end(body).onFailure(request::fail);
  }
}
