// A browser at the console, as far as cookies, redirects and forms go.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps cookies as browsers do; follows no redirect by itself. */
final class ConsoleBrowser {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([A-Za-z0-9_-]+)\"");

  /** What came back. */
  record Seen(int status, String html, HttpResponse<byte[]> http) {
    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    String location() {
      return header("Location");
    }

    /** The word that the page's forms bring back. */
    String form() {
      var found = FORM.matcher(html);
      assertTrue(found.find(), () -> "no form in " + html);
      return found.group(1);
    }
  }

  private final URI root;
  final Map<String, String> cookies = new TreeMap<>();
  private final Map<String, String> headers = new TreeMap<>();

  ConsoleBrowser(URI root) {
    this.root = root;
  }

  /** Sends one more header from now on. */
  @CanIgnoreReturnValue
  ConsoleBrowser sending(String name, String value) {
    headers.put(name, value);
    return this;
  }

  @CanIgnoreReturnValue
  Seen get(String address) {
    return send(request(address).GET());
  }

  @CanIgnoreReturnValue
  Seen post(String address, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        request(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Signs in by a token, as a trial lets one. */
  @CanIgnoreReturnValue
  Seen signIn(String token) {
    return post("sign-in", Map.of("token", token, "to", "companies"));
  }

  private HttpRequest.Builder request(String address) {
    var request =
        HttpRequest.newBuilder(root.resolve("/console/").resolve(address))
            .timeout(Duration.ofSeconds(20))
            .header("Accept-Language", "en");
    headers.forEach(request::header);
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private Seen send(HttpRequest.Builder request) {
    try {
      var answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      for (String field : answer.headers().allValues("Set-Cookie")) {
        String[] pair = field.split(";", 2)[0].split("=", 2);
        if (field.contains("Max-Age=0")) {
          cookies.remove(pair[0]);
        } else {
          cookies.put(pair[0], pair[1]);
        }
      }
      return new Seen(
          answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8), answer);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }
}
