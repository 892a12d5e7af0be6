// A person's browser at the practice portal, as far as the tests need one.
package de.belegbote.sandbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps cookies, follows redirects and posts the forms of the page it is on. */
final class Visitor {
  final CookieManager cookies = new CookieManager();
  final Map<String, String> headers = new LinkedHashMap<>();
  private final URI base;
  private final HttpClient http;
  private HttpResponse<byte[]> last;

  Visitor(URI base, HttpClient.Builder client) {
    this.base = base;
    this.http =
        client
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();
  }

  @CanIgnoreReturnValue
  Visitor open(String path) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  /** Fills the form with that id, keeping its hidden fields, and sends it. */
  @CanIgnoreReturnValue
  Visitor submit(String form, String... namesAndValues) throws Exception {
    Matcher found =
        find("<form id=\"" + form + "\" method=\"post\" action=\"([^\"]+)\">(.*?)</form>");
    var fields = new LinkedHashMap<String, String>();
    Matcher hidden =
        Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
            .matcher(found.group(2));
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return post(found.group(1), fields);
  }

  @CanIgnoreReturnValue
  Visitor post(String path, Map<String, String> fields) throws Exception {
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @CanIgnoreReturnValue
  Visitor signIn(String username) throws Exception {
    return open("/").submit("login", "username", username, "password", PracticePortal.PASSWORD);
  }

  @CanIgnoreReturnValue
  private Visitor send(HttpRequest.Builder request) throws Exception {
    headers.forEach(request::header);
    last =
        http.send(
            request.timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    checkIds();
    return this;
  }

  /** Labels, recipes and scripts find things by id: no page may have one twice. */
  private void checkIds() {
    var seen = new HashSet<String>();
    Matcher id = Pattern.compile(" id=\"([^\"]+)\"").matcher(text());
    while (id.find()) {
      if (!seen.add(id.group(1))) {
        throw new AssertionError(last.uri() + " has the id " + id.group(1) + " twice");
      }
    }
  }

  int status() {
    return last.statusCode();
  }

  String path() {
    return last.uri().getPath();
  }

  String header(String name) {
    return last.headers().firstValue(name).orElse("");
  }

  byte[] bytes() {
    return last.body();
  }

  String text() {
    return new String(last.body(), StandardCharsets.UTF_8);
  }

  boolean shows(String html) {
    return text().contains(html);
  }

  /** The first group of the first match on the page. */
  String read(String pattern) {
    return find(pattern).group(1);
  }

  /** The cells of the invoice table; the last of each row is the document's address. */
  List<List<String>> rows() {
    var rows = new ArrayList<List<String>>();
    Matcher row =
        Pattern.compile(
                "<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td><a class=\"pdf\" href=\"(.*?)\">")
            .matcher(text());
    while (row.find()) {
      rows.add(List.of(row.group(1), row.group(2), row.group(3), row.group(4), row.group(5)));
    }
    return rows;
  }

  HttpCookie cookie() {
    return cookies.getCookieStore().getCookies().get(0);
  }

  private Matcher find(String pattern) {
    Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text());
    if (!found.find()) {
      throw new AssertionError(status() + " " + last.uri() + " has no " + pattern + "\n" + text());
    }
    return found;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
