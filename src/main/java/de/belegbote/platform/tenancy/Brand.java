// How a tenant's hosted pages look.
package de.belegbote.platform.tenancy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;

/**
 * Colours and logo of a tenant. Colours must be readable: 4.5 to 1 to the ground they stand on
 * (WCAG 2.2, 1.4.3).
 *
 * @param logo a PNG
 * @param light colour of buttons and links on white, as {@code #rrggbb}
 * @param dark the same on dark ground; there if {@code light} is
 */
public record Brand(Optional<Buffer> logo, Optional<String> light, Optional<String> dark) {
  /** Our own looks. */
  public static final Brand NONE = new Brand(Optional.empty(), Optional.empty(), Optional.empty());

  private static final String WHITE = "#ffffff";

  /** Ground of cards where people want it dark; the same as in page.css. */
  private static final String NIGHT = "#19212b";

  private static final double READABLE = 4.5;
  private static final int MOST_BYTES = 48 * 1024;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Black or white, whichever is easier to read on a colour. */
  public static String inkOn(String color) {
    return contrast(color, WHITE) >= contrast(color, "#0b1016") ? WHITE : "#0b1016";
  }

  static Brand of(JsonObject brand) {
    Optional<String> light = Optional.ofNullable(brand.getString("color"));
    light.ifPresent(color -> check("brand.color", color, WHITE));
    Optional<String> dark = Optional.ofNullable(brand.getString("color_dark"));
    dark.ifPresent(color -> check("brand.color_dark", color, NIGHT));
    return new Brand(
        Optional.ofNullable(brand.getString("logo_png")).map(Brand::logo),
        light,
        light.map(color -> dark.orElseGet(() -> lightened(color))));
  }

  private static void check(String name, String color, String ground) {
    if (contrast(color, ground) < READABLE) {
      throw new IllegalArgumentException(
          "%s: %s is hard to read on %s; choose one with a contrast of %s to 1 or more"
              .formatted(name, color, ground, READABLE));
    }
  }

  private static Buffer logo(String base64) {
    byte[] bytes = Base64.getMimeDecoder().decode(base64);
    boolean png =
        bytes.length > PNG.length
            && Buffer.buffer(bytes).slice(0, PNG.length).equals(Buffer.buffer(PNG));
    if (!png || bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("brand.logo_png: is no PNG of at most 48 kB");
    }
    return Buffer.buffer(bytes);
  }

  // Mixed with white, in steps of a twentieth, until it can be read.
  private static String lightened(String color) {
    String mixed = color;
    for (int i = 1; i <= 20 && contrast(mixed, NIGHT) < READABLE; i++) {
      var text = new StringBuilder("#");
      for (int at = 1; at < color.length(); at += 2) {
        int part = Integer.parseInt(color.substring(at, at + 2), 16);
        text.append("%02x".formatted(part + (255 - part) * i / 20));
      }
      mixed = text.toString();
    }
    return mixed;
  }

  /** Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
  static double contrast(String one, String other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(String color) {
    return 0.2126 * part(color, 1) + 0.7152 * part(color, 3) + 0.0722 * part(color, 5);
  }

  private static double part(String color, int at) {
    double value = Integer.parseInt(color.substring(at, at + 2), 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
