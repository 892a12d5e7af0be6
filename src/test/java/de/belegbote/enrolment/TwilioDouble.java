// A server on loopback that speaks the part of Twilio's HTTP API that we use.
package de.belegbote.enrolment;

import de.belegbote.platform.Secret;
import de.belegbote.platform.config.TwilioSettings;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Written after twilio.com/docs/messaging/api/message-resource and …/usage/security, without
 * Twilio's library: Basic auth, form fields, bodies of answers and errors, signed status callbacks.
 * It answers 201 unless the test has put another answer in line with {@link #next}.
 */
public final class TwilioDouble implements AutoCloseable {
  public static final String ACCOUNT = "AC" + "0123456789abcdef".repeat(2);

  private static final String TOKEN = "token-of-the-double";
  private static final Set<String> FIELDS =
      Set.of("To", "From", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** A message it took. */
  public record Taken(String sid, Map<String, String> form) {
    String link() {
      return form.get("Body").replaceAll("(?s).*(https?://\\S+).*", "$1");
    }
  }

  private final Queue<Consumer<HttpServerRequest>> answers = new ConcurrentLinkedQueue<>();
  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private volatile AccountAnswer account = new AccountAnswer("active", "");

  public TwilioDouble() {
    server = Wait.until(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  /** How our program reaches it. */
  public TwilioSettings settings() {
    return new TwilioSettings(ACCOUNT, new Secret(TOKEN), Optional.empty(), url());
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  public String token() {
    return TOKEN;
  }

  /** How often it was asked for a message, whatever it answered. */
  public int asked() {
    return asked.size();
  }

  /** The messages it took, oldest first. */
  public List<Taken> taken() {
    return List.copyOf(taken);
  }

  public Taken last() {
    return taken.get(taken.size() - 1);
  }

  /** Puts an answer in line. */
  public void next(Consumer<HttpServerRequest> answer) {
    answers.add(answer);
  }

  /** An error as Twilio words it; the text repeats the number, as Twilio's do. */
  public static Consumer<HttpServerRequest> error(int status, int code) {
    return request ->
        json(
            request,
            status,
            new JsonObject()
                .put("code", code)
                .put("message", "The 'To' number +4915112345678 is not for you")
                .put("more_info", "https://www.twilio.com/docs/errors/" + code)
                .put("status", status));
  }

  /** 429 as Twilio's gateway words it. */
  public static Consumer<HttpServerRequest> tooMany(String retryAfter) {
    return request -> {
      request.response().putHeader("Retry-After", retryAfter);
      error(429, 20429).accept(request);
    };
  }

  private void take(HttpServerRequest request) {
    var unused =
        request
            .setExpectMultipart(request.method().name().equals("POST"))
            .end()
            .onSuccess(end -> answer(request, fields(request.formAttributes())));
  }

  private static Map<String, String> fields(MultiMap form) {
    var fields = new TreeMap<String, String>();
    form.forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private void answer(HttpServerRequest request, Map<String, String> form) {
    asked.add(form);
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((ACCOUNT + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
    if (!basic.equals(request.getHeader("Authorization"))) {
      error(401, 20003).accept(request);
    } else if (request.path().equals("/2010-04-01/Accounts/" + ACCOUNT + ".json")) {
      request.response().putHeader("Date", account.date());
      json(request, 200, account.body());
    } else if (!request.path().equals("/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json")
        || !request.method().name().equals("POST")) {
      error(404, 20404).accept(request);
    } else {
      var planned = answers.poll();
      int wrong = wrong(form);
      if (planned != null) {
        planned.accept(request);
      } else if (wrong != 0) {
        error(400, wrong).accept(request);
      } else {
        created(request, form);
      }
    }
  }

  /** What the account resource says from now on; the date is that of the answer's header. */
  public void account(String status, String headerDate) {
    account = new AccountAnswer(status, headerDate);
  }

  // The errors that Twilio documents for such fields; unknown fields are its 20001.
  private static int wrong(Map<String, String> form) {
    if (!FIELDS.containsAll(form.keySet())) {
      return 20001;
    }
    if (!form.getOrDefault("To", "").matches("\\+[1-9]\\d{6,14}")) {
      return 21211;
    }
    if (form.containsKey("From") == form.containsKey("MessagingServiceSid")) {
      return 21603;
    }
    String body = form.getOrDefault("Body", "");
    if (body.isEmpty() || body.length() > 1600) {
      return body.isEmpty() ? 21602 : 21617;
    }
    if (!form.getOrDefault("StatusCallback", "http://a.test").matches("https?://[^_/]+(/.*)?")) {
      return 21609;
    }
    return form.getOrDefault("ValidityPeriod", "1").matches("[1-9]\\d{0,4}") ? 0 : 21629;
  }

  private void created(HttpServerRequest request, Map<String, String> form) {
    var message = new Taken("SM" + UUID.randomUUID().toString().replace("-", ""), form);
    taken.add(message);
    boolean pool = form.containsKey("MessagingServiceSid");
    String uri = "/2010-04-01/Accounts/" + ACCOUNT + "/Messages/" + message.sid();
    json(
        request,
        201,
        new JsonObject()
            .put("account_sid", ACCOUNT)
            .put("api_version", "2010-04-01")
            .put("body", form.get("Body"))
            .put("date_created", "Tue, 24 Nov 2026 13:00:00 +0000")
            .put("date_sent", null)
            .put("date_updated", "Tue, 24 Nov 2026 13:00:00 +0000")
            .put("direction", "outbound-api")
            .put("error_code", null)
            .put("error_message", null)
            .put("from", form.get("From"))
            .put("messaging_service_sid", form.get("MessagingServiceSid"))
            .put("num_media", "0")
            .put("num_segments", pool ? "0" : "1")
            .put("price", null)
            .put("price_unit", "USD")
            .put("sid", message.sid())
            .put("status", pool ? "accepted" : "queued")
            .put("subresource_uris", new JsonObject().put("media", uri + "/Media.json"))
            .put("to", form.get("To"))
            .put("uri", uri + ".json"));
  }

  private static void json(HttpServerRequest request, int status, JsonObject body) {
    Future<Void> unused =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(body.toBuffer());
  }

  /**
   * Reports a state as Twilio does.
   *
   * @param at the public server; the message's own address names the one we gave
   * @param error its number, 0 for none
   * @return the status of the answer
   */
  public int report(URI at, Taken message, String state, int error) {
    var form = new TreeMap<String, String>();
    form.put("AccountSid", ACCOUNT);
    form.put("ApiVersion", "2010-04-01");
    form.put("From", message.form().getOrDefault("From", "+4915700000000"));
    form.put("MessageSid", message.sid());
    form.put("MessageStatus", state);
    form.put("SmsSid", message.sid());
    form.put("SmsStatus", state);
    form.put("To", message.form().get("To"));
    form.put("FieldOfTomorrow", "ü & = +");
    if (error != 0) {
      form.put("ErrorCode", String.valueOf(error));
    }
    String callback = message.form().get("StatusCallback");
    return post(at.resolve(URI.create(callback).getRawPath()), form, sign(callback, form));
  }

  /** A request to our server; a signature of null is left out. */
  public static int post(URI to, Map<String, String> form, String signature) {
    var pairs = new ArrayDeque<String>();
    form.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
    var request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs)));
    if (signature != null) {
      request.header("X-Twilio-Signature", signature);
    }
    return Wait.until(
        Future.fromCompletionStage(
            HTTP.sendAsync(request.build(), BodyHandlers.discarding())
                .thenApply(a -> a.statusCode())));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** HMAC-SHA-1 over the address and all fields, sorted by name, one after the other. */
  public String sign(String address, Map<String, String> form) {
    return sign(TOKEN, address, form);
  }

  /** The same with a token of one's own. */
  static String sign(String token, String address, Map<String, String> form) {
    var text = new StringBuilder(address);
    new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] code = mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(code);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public void close() {
    Wait.until(vertx.close());
  }
}
