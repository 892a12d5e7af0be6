// Colours that nobody could read are refused, and so is a logo that is none.
package de.belegbote.platform.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrandTest {
  /** The first two are the bounds of the definition, the third is the best known example. */
  @ParameterizedTest
  @CsvSource({"#000000, #ffffff, 21", "#ffffff, #ffffff, 1", "#767676, #ffffff, 4.54"})
  void measuresContrastAsWcagDoes(String one, String other, double contrast) {
    assertEquals(contrast, Brand.contrast(one, other), 0.005);
    assertEquals(contrast, Brand.contrast(other, one), 0.005);
  }

  @Test
  void refusesColoursThatAreHardToRead() {
    var pale = assertThrows(IllegalArgumentException.class, () -> brand("color", "#ffcc00"));
    assertTrue(pale.getMessage().startsWith("brand.color: #ffcc00 is hard to read"));
    assertThrows(IllegalArgumentException.class, () -> brand("color_dark", "#0b5f59"));
  }

  @ParameterizedTest
  @CsvSource({"#0b5f59", "#7a0000", "#000000", "#1a4fd0"})
  void makesAColourForDarkGroundThatCanBeRead(String color) {
    var brand = brand("color", color);
    assertEquals(Optional.of(color), brand.light());
    String dark = brand.dark().orElseThrow();
    assertTrue(Brand.contrast(dark, "#19212b") >= 4.5, dark);
    assertTrue(Brand.contrast(Brand.inkOn(dark), dark) >= 4.5, dark);
    assertTrue(Brand.contrast(Brand.inkOn(color), color) >= 4.5, color);
  }

  @Test
  void takesAPngAndNothingElseAsLogo() {
    String png =
        Base64.getEncoder()
            .encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    assertEquals(9, brand("logo_png", png).logo().orElseThrow().length());
    String svg =
        Base64.getEncoder()
            .encodeToString(
                "<svg onload='x()'/>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThrows(IllegalArgumentException.class, () -> brand("logo_png", svg));
  }

  private static Brand brand(String name, String value) {
    return Brand.of(new JsonObject().put(name, value));
  }
}
