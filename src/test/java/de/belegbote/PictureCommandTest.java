// The command "barcode" on files: lines, exit codes, and what is not shown.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.qrcode.QRCodeWriter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureCommandTest {
  private static final String KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  private static final String SETUP = "otpauth://totp/Shop:anna?secret=" + KEY + "&issuer=Shop";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return PictureCommand.run(
        List.of(arguments),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private List<JsonObject> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().map(JsonObject::new).toList();
  }

  private String picture(String name, String text) throws Exception {
    var dots = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 300, 300);
    var image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 300 * 300; i++) {
      image.setRGB(i % 300, i / 300, dots.get(i % 300, i / 300) ? 0 : 0xFFFFFF);
    }
    Path file = folder.resolve(name);
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file.toString();
  }

  private static JsonObject code(JsonObject line) {
    return line.getJsonArray("codes").getJsonObject(0);
  }

  @Test
  void printsALineForEachFileInOrder() throws Exception {
    String link = picture("link.png", "https://example.com/a?b=c");
    String setUp = picture("set-up.png", SETUP);
    String text = Files.writeString(folder.resolve("text.png"), "no picture").toString();
    assertEquals(0, run("--budget-ms", "5000", link, setUp, text));
    var lines = lines();
    assertEquals(
        List.of(link, setUp, text), lines.stream().map(line -> line.getString("file")).toList());
    assertEquals("link", code(lines.get(0)).getString("kind"));
    assertEquals("https://example.com/a?b=c", code(lines.get(0)).getString("text"));
    assertEquals("web-link", lines.get(0).getString("reason"));
    assertEquals("totp", code(lines.get(1)).getString("kind"));
    assertTrue(lines.get(1).containsKey("reason"));
    assertEquals(null, lines.get(1).getString("reason"));
    assertTrue(lines.get(1).getLong("cpuMillis") >= 0);
    assertEquals(new JsonArray(), lines.get(2).getJsonArray("codes"));
    assertEquals("not-a-picture", lines.get(2).getString("reason"));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void showsTheKeyOnlyWhenAskedTo() throws Exception {
    String file = picture("set-up.png", SETUP);
    assertEquals(0, run("--budget-ms", "5000", file));
    assertEquals(SETUP.replace(KEY, "***"), code(lines().get(0)).getString("text"));
    assertEquals(0, run("--budget-ms", "5000", "--show-secret", file));
    assertEquals(SETUP, code(lines().get(1)).getString("text"));
  }

  @Test
  void showsCornersInTheUprightPicture() throws Exception {
    assertEquals(0, run("--budget-ms", "5000", picture("set-up.png", SETUP)));
    JsonArray corners = code(lines().get(0)).getJsonArray("corners");
    assertEquals(4, corners.size());
    int[] expected = {0, 0, 1, 0, 1, 1, 0, 1};
    for (int i = 0; i < 8; i++) {
      // The quiet zone is four modules of about six pixels.
      int at = corners.getJsonArray(i / 2).getInteger(i % 2);
      assertEquals(expected[i] == 0 ? 20 : 280, at, 15, corners.encode());
    }
    assertTrue(code(lines().get(0)).getString("stage").contains("zxing"));
  }

  @Test
  void goesOnAfterAFileThatCannotBeOpened() throws Exception {
    String missing = folder.resolve("missing.png").toString();
    assertEquals(1, run(missing, folder.toString(), picture("set-up.png", SETUP)));
    assertEquals("cannot-open", lines().get(0).getString("reason"));
    assertEquals("cannot-open", lines().get(1).getString("reason"));
    assertEquals("totp", code(lines().get(2)).getString("kind"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("missing.png cannot be opened"));
  }

  @Test
  void readsNoMoreOfAFileThanAPictureMayHave() throws Exception {
    Path large = folder.resolve("large.jpg");
    try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(1L << 28);
    }
    assertEquals(0, run(large.toString()));
    assertEquals("picture-too-large", lines().get(0).getString("reason"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--show-secret",
        "--budget-ms",
        "--budget-ms 0 a",
        "--budget-ms x a",
        "--no a"
      })
  void explainsAWrongCommand(String arguments) {
    assertEquals(2, run(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("Usage: barcode [--budget-ms N]"));
    assertFalse(err.toString(StandardCharsets.UTF_8).contains("Exception"));
    assertEquals(0, out.size());
  }
}
