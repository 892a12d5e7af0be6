// A customer at the practice portal, with an ordinary browser.
package de.belegbote.demo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps cookies, follows redirects and posts the forms of the page it is on. */
public final class Customer {
  private final URI portal;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.ALWAYS)
          .build();
  private HttpResponse<byte[]> page;

  /**
   * Not signed in yet.
   *
   * @param portal such as http://127.0.0.1:8082
   */
  public Customer(URI portal) {
    this.portal = portal;
  }

  /** Signs in and goes to the page where an authenticator is set up. */
  public void openSecurity(String username, String password) {
    open("/");
    submit("login", Map.of("username", username, "password", password));
    open("/security");
    if (!shows("id=\"qr\"")) {
      throw new Stopped("The practice portal shows no barcode after signing in.");
    }
  }

  /** The key that stands beside the barcode, as the page groups it. */
  public String shownKey() {
    return find("<code id=\"key\">(.*?)</code>").group(1);
  }

  /** The picture of the barcode on the page, as PNG. */
  public byte[] barcode() {
    var security = page;
    open("/security/qr.png");
    byte[] picture = page.body();
    page = security;
    return picture;
  }

  /** Types a code and switches the authenticator on. */
  public void activate(String code) {
    submit("activate", Map.of("code", code));
    if (!shows("id=\"active\"")) {
      throw new Stopped("The practice portal refused the code.");
    }
  }

  private void open(String path) {
    send(HttpRequest.newBuilder(portal.resolve(path)).GET());
  }

  private void submit(String form, Map<String, String> typed) {
    Matcher found =
        find("<form id=\"" + form + "\" method=\"post\" action=\"([^\"]+)\">(.*?)</form>");
    var fields = new LinkedHashMap<String, String>();
    Matcher hidden =
        Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
            .matcher(found.group(2));
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
    fields.putAll(typed);
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    send(
        HttpRequest.newBuilder(portal.resolve(found.group(1)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @CanIgnoreReturnValue
  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    page = Partner.exchange(http, request.timeout(Duration.ofSeconds(20)).build());
    if (page.statusCode() != 200) {
      throw new Stopped(
          "The practice portal answered %d at %s."
              .formatted(page.statusCode(), page.uri().getPath()));
    }
    return page;
  }

  private boolean shows(String html) {
    return text().contains(html);
  }

  private String text() {
    return new String(page.body(), StandardCharsets.UTF_8);
  }

  private Matcher find(String pattern) {
    Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text());
    if (!found.find()) {
      throw new Stopped(
          "The practice portal's page %s is not as expected.".formatted(page.uri().getPath()));
    }
    return found;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
