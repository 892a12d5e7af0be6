// A browser without scripts at a desk: keeps cookies, sends the wizard's forms, follows nothing by
// itself.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every answer is searched for what must never stand in a page. */
final class Desk {
  /** What came back. */
  record Seen(int status, String html, HttpResponse<String> response) {
    /** The name of the stage the page is at. */
    String stage() {
      var found = Pattern.compile("<main data-stage=\"([A-Z]+)\"").matcher(html);
      return found.find() ? found.group(1) : "none";
    }

    @CanIgnoreReturnValue
    Seen at(String stage) {
      assertEquals(stage, stage(), html);
      return this;
    }

    @CanIgnoreReturnValue
    Seen says(String text) {
      assertTrue(html.contains(text), () -> text + " is not in " + html);
      return this;
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final List<String> secrets = new ArrayList<>();

  /**
   * A fresh browser.
   *
   * @param url as the session's answer gave it, with another host
   */
  Desk(URI root, String url) {
    this.address = root.resolve(URI.create(url).getPath());
  }

  /** What no answer may hold from now on. */
  void secret(String text) {
    secrets.add(text);
  }

  /** The token of the link behind the QR code, out of the cookie that keeps it. */
  String phone() {
    return cookies.get("belegbote-phone");
  }

  String token() {
    return address.getPath().substring(3);
  }

  @CanIgnoreReturnValue
  Seen open() {
    return open("");
  }

  Seen open(String query) {
    return send(request(query).GET());
  }

  /** Sends a step and goes where it leads: name, value, name, value. */
  @CanIgnoreReturnValue
  Seen go(String how, String... fields) {
    var sent = step(how, fields);
    assertEquals(303, sent.status(), sent.html());
    assertEquals("?", sent.header("Location").substring(0, 1));
    return open();
  }

  Seen step(String how, String... fields) {
    var body = new StringBuilder("how=" + how);
    for (int i = 0; i < fields.length; i += 2) {
      body.append('&').append(encoded(fields[i])).append('=').append(encoded(fields[i + 1]));
    }
    return send(
        request("")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  Seen picture(byte[] picture) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        """
        --xx\r
        Content-Disposition: form-data; name="photo"; filename="a.png"\r
        Content-Type: image/png\r
        \r
        """
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(picture);
    body.writeBytes("\r\n--xx--\r\n".getBytes(StandardCharsets.UTF_8));
    return send(
        request("")
            .header("Content-Type", "multipart/form-data; boundary=xx")
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  /** Loads the page until it is at a stage, at most two minutes. */
  @CanIgnoreReturnValue
  Seen await(String stage) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (true) {
      var seen = open();
      if (seen.stage().equals(stage) || System.nanoTime() > end) {
        return seen.at(stage);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  /** Follows the page's events; the caller closes the stream. */
  HttpResponse<InputStream> follow() {
    var request = request("").uri(URI.create(address + "/live")).GET().build();
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (IOException | InterruptedException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String query) {
    var request =
        HttpRequest.newBuilder(URI.create(address + query)).timeout(Duration.ofSeconds(60));
    String all =
        cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? request : request.header("Cookie", all);
  }

  private Seen send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(this::keep);
      String page = response.body();
      secrets.forEach(secret -> assertFalse(page.contains(secret), "a secret is in the page"));
      assertFalse(page.contains(token()), "the token is in the page");
      return new Seen(response.statusCode(), page, response);
    } catch (IOException | InterruptedException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  private void keep(String field) {
    assertTrue(field.contains("; HttpOnly; SameSite="), field);
    assertTrue(field.contains("; SameSite=Lax") || field.contains("; Partitioned"), field);
    String pair = field.replaceFirst(";.*", "");
    int at = pair.indexOf('=');
    if (field.contains("Max-Age=0")) {
      cookies.remove(pair.substring(0, at));
    } else {
      cookies.put(pair.substring(0, at), pair.substring(at + 1));
    }
  }
}
