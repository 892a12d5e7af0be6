// Looks for secrets in every form in which they could have leaked.
package de.belegbote.testing;

import io.vertx.core.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Forms: raw, in any case, URL-, JSON-, hex- and base64-encoded, the last also in the middle of
 * something longer. Codes are looked for as whole words of six digits; fractions of times and of
 * measurements, which are six digits by chance, do not count.
 */
public final class LeakSearch {
  private static final Pattern FRACTION = Pattern.compile("(?<=\\d)\\.\\d+");

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> codes = new ArrayList<>();

  /** Adds a secret of at least eight characters. */
  public void secret(String name, String value) {
    if (value.length() < 8) {
      throw new IllegalArgumentException(name + " is too short to be told from chance");
    }
    var unused = secrets.put(name, value);
  }

  public void code(String value) {
    codes.add(value);
  }

  /** What was found, as name, form and place; never the secret itself. */
  public List<String> in(String place, String text) {
    List<String> found = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    secrets.forEach(
        (name, value) -> {
          anyCase(value).stream()
              .filter(form -> lower.contains(form.toLowerCase(Locale.ROOT)))
              .findFirst()
              .ifPresent(form -> found.add(name + " in " + place));
          base64(value).stream()
              .filter(text::contains)
              .findFirst()
              .ifPresent(form -> found.add(name + " as base64 in " + place));
        });
    String whole = FRACTION.matcher(text).replaceAll("");
    for (String code : codes) {
      if (Pattern.compile("(?<![0-9A-Za-z])" + code + "(?![0-9A-Za-z])").matcher(whole).find()) {
        found.add("a code in " + place);
      }
    }
    return found;
  }

  /** The same for bytes. */
  public List<String> in(String place, byte[] bytes) {
    return in(place, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static List<String> anyCase(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    String json = Json.encode(value);
    return List.of(
        value,
        URLEncoder.encode(value, StandardCharsets.UTF_8),
        json.substring(1, json.length() - 1),
        HexFormat.of().formatHex(bytes));
  }

  // At each of the three places a text can have in its group of three bytes; what its neighbours
  // decide about is cut off.
  private static List<String> base64(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>();
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = new byte[shift + bytes.length];
      Arrays.fill(shifted, (byte) 'x');
      System.arraycopy(bytes, 0, shifted, shift, bytes.length);
      int from = (shift * 8 + 5) / 6;
      int to = shifted.length * 8 / 6;
      forms.add(Base64.getEncoder().encodeToString(shifted).substring(from, to));
      forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
    }
    return forms;
  }
}
