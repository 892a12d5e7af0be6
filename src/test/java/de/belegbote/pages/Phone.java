// A browser without scripts: keeps cookies, sends forms, follows nothing by itself.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** Opens one link; every answer is searched for the seed and the token of the link. */
final class Phone {
  static final String SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  static final String SETUP =
      "otpauth://totp/Portal:anna@example.com?secret=" + SEED + "&issuer=Portal";

  /** What came back. */
  record Seen(int status, String html, HttpResponse<String> response) {
    @CanIgnoreReturnValue
    Seen is(int wanted) {
      assertEquals(wanted, status, html);
      return this;
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private final HttpClient client;
  private final URI address;
  private final String token;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  String language = "de-DE,de;q=0.9";

  /** What our script asks for; empty without scripts. */
  String prefer = "";

  Phone(PageHouse house, String token) {
    this(house, token, HttpClient.Version.HTTP_1_1);
  }

  Phone(PageHouse house, String token, HttpClient.Version version) {
    this.client = HttpClient.newBuilder().version(version).build();
    this.address = URI.create(house.root() + "/u/" + token);
    this.token = token;
  }

  Map<String, String> cookies() {
    return cookies;
  }

  @CanIgnoreReturnValue
  Seen open() {
    return open("");
  }

  Seen open(String query) {
    return send(request(query).GET());
  }

  Seen head() {
    return send(request("").method("HEAD", BodyPublishers.noBody()));
  }

  /** Sends a form's fields, given as they stand in a body. */
  Seen form(String fields) {
    return send(
        request("")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(fields)));
  }

  Seen photo(byte[] picture) {
    return photo("photo.jpg", picture);
  }

  /** Sends a file; an empty name and no bytes are what browsers send when none was chosen. */
  Seen photo(String name, byte[] picture) {
    String head =
        "--xx\r\nContent-Disposition: form-data; name=\"photo\"; filename=\""
            + name
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    var body = new ByteArrayOutputStream();
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(picture);
    body.writeBytes("\r\n--xx--\r\n".getBytes(StandardCharsets.UTF_8));
    return send(
        request("")
            .header("Content-Type", "multipart/form-data; boundary=xx")
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  /** Goes where an answer leads. */
  Seen follow(Seen answer) {
    answer.is(303);
    assertEquals("?", answer.header("Location").substring(0, 1));
    return open(answer.header("Location"));
  }

  private HttpRequest.Builder request(String query) {
    var request =
        HttpRequest.newBuilder(URI.create(address + query))
            .timeout(Duration.ofSeconds(20))
            .header("Accept-Language", language);
    if (!prefer.isEmpty()) {
      request.header("Prefer", prefer);
    }
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
      String everything = response.body() + response.headers().map();
      assertFalse(everything.contains(SEED), "the seed is in an answer");
      assertFalse(everything.contains("otpauth"), "a set-up code is in an answer");
      assertFalse(everything.contains(token), "the link's token is in an answer");
      return new Seen(response.statusCode(), response.body(), response);
    } catch (IOException | InterruptedException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  private void keep(String field) {
    String[] pair = field.substring(0, field.indexOf(';')).split("=", 2);
    if (field.contains("Max-Age=0")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }

  /** A photo of a QR code, or of nothing when the text is empty. */
  static byte[] jpeg(String text) {
    int side = 600;
    var picture = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
    var bytes = new ByteArrayOutputStream();
    try {
      var dots =
          text.isEmpty()
              ? null
              : new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, side, side);
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          picture.setRGB(x, y, dots != null && dots.get(x, y) ? 0x101018 : 0xF4F4F0);
        }
      }
      ImageIO.write(picture, "jpeg", bytes);
    } catch (IOException | WriterException impossible) {
      throw new IllegalStateException(impossible);
    }
    return bytes.toByteArray();
  }
}
