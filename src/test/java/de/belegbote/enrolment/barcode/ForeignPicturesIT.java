// WebP, HEIC and PDF, opened in child processes as an upload opens them.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import de.belegbote.testing.RequiresTool;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignPicturesIT {
  private static final BufferedImage QR = Pictures.qr(Pictures.SETUP, 150).image();
  private static final BufferedImage WHITE = Pictures.blank(300, 300).image();

  @TempDir Path folder;

  @Test
  void readsWebpsOfTheLosslessKind() {
    Buffer file = Webps.lossless(QR);
    GreyPicture picture = opened(file).pictures().get(0);
    for (int i = 0; i < 150 * 150; i++) {
      int grey = QR.getRaster().getSample(i % 150, i / 150, 1);
      assertEquals(grey < 128 ? 0 : 255, picture.light()[i] & 0xFF, "pixel " + i);
    }
    assertRead(file);
    assertRefused("damaged", file.copy().setByte(20, (byte) 0));
    assertRefused("truncated", file.slice(0, file.length() - 9));
  }

  @Test
  @RequiresTool("cwebp")
  void readsWebpsOfTheLossyKind() throws Exception {
    assertRead(made("cwebp", "-quiet", "-q", "60", photo(), "-o", "out"));
  }

  @Test
  @RequiresTool("heif-enc")
  void readsHeicAndLeavesNothing() throws Exception {
    Buffer file = made("heif-enc", "-q", "60", "-o", "out", photo());
    assertEquals(PictureFormat.HEIF, PictureHeader.of(file).format());
    assertRead(file);
    Buffer spoilt = file.copy();
    for (int i = file.length() / 2; i < file.length(); i += 3) {
      spoilt.setByte(i, (byte) ~file.getByte(i));
    }
    try {
      assertEquals(1, opened(spoilt).pictures().size());
    } catch (Failure refused) {
      assertEquals("damaged", refused.reason().orElseThrow());
    }
    assertRefused("damaged", FuzzSeeds.heif());
    try (Stream<Path> left = Files.list(Path.of("/dev/shm"))) {
      assertEquals(List.of(), left.filter(path -> path.toString().contains("heic")).toList());
    }
  }

  @Test
  void readsThePicturesOfAPdf() throws Exception {
    assertRead(new Pdfs().lossless(QR).file());
    assertRead(new Pdfs().jpeg(QR).file());
    assertRead(new Pdfs().inline(QR).file());
    assertRead(FuzzSeeds.pdf(Pictures.of(QR).jpeg()));
    assertRead(new Pdfs().nested(QR, 2).file());
    assertRead(new Pdfs().stencil(QR, false).file());
    assertRead(new Pdfs().stencil(QR, true).file());
  }

  @Test
  void takesWhatMayBeACodeFirst() throws Exception {
    var pdf = new Pdfs();
    for (int i = 0; i < 9; i++) {
      pdf.lossless(Pictures.blank(400 + i, 200).image());
    }
    Buffer file = pdf.lossless(QR).file();
    assertEquals(PictureChild.MAX_PICTURES, opened(file).pictures().size());
    assertRead(file);
  }

  @Test
  void seesTransparentPartsOfAPdfAsWhite() throws Exception {
    var holes = new BufferedImage(150, 150, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 150 * 150; i++) {
      boolean dark = QR.getRaster().getSample(i % 150, i / 150, 1) < 128;
      holes.setRGB(i % 150, i / 150, dark ? 0xFF000000 : 0);
    }
    assertRead(new Pdfs().lossless(holes).file());
  }

  @Test
  void looksAtTheFirstPageOnlyAndRendersNothing() throws Exception {
    assertRefused("pdf-without-picture", new Pdfs().nextPage().lossless(QR).file());
    assertRefused("pdf-without-picture", new Pdfs().file());
    assertRefused("pdf-without-picture", new Pdfs().nested(QR, 9).file());
    assertRefused("pdf-without-picture", new Pdfs().lossless(Pictures.blank(20, 9).image()).file());
  }

  @Test
  void refusesPdfsThatCannotBeOpened() throws Exception {
    Buffer file = new Pdfs().lossless(QR).file();
    assertRefused("pdf", new Pdfs().lossless(QR).locked("secret").file());
    assertRefused("damaged", Buffer.buffer("%PDF-1.7\nnothing"));
    assertRefused("damaged", file.slice(0, 300));
  }

  /** The limits hold for what stands in a file, too: each of these says it is enormous. */
  @Test
  void keepsTheLimitsInsideOfPdfs() throws Exception {
    assertRefused("too-many-pixels", new Pdfs().claiming(12_001, 30, WHITE).file());
    assertRefused("too-many-pixels", new Pdfs().claiming(9_000, 9_000, WHITE).file());
    var large = new BufferedImage(8_000, 6_000, BufferedImage.TYPE_BYTE_BINARY);
    for (Buffer file :
        List.of(new Pdfs().lossless(large).file(), new Pdfs().stencil(large, true).file())) {
      assertEquals(4_000, opened(file).pictures().get(0).width());
    }
  }

  /** 1 GB of zeros in a few kB: the child's memory is the limit. */
  @Test
  void outlivesABombThatUnpacksToMoreThanItsMemory() throws Exception {
    byte[] zeros = FuzzSeeds.packedZeros(1_000_000_000);
    Buffer file =
        Buffer.buffer("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages")
            .appendString("/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R")
            .appendString("/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Length ")
            .appendString(zeros.length + "/Filter/FlateDecode>>stream\n")
            .appendBytes(zeros)
            .appendString("\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF\n");
    assertRefused("damaged", file);
  }

  /** On a plain machine: Java alone opens WebP and PDF, and HEIC gets an answer that helps. */
  @Test
  void doesWithoutTheTools() throws Exception {
    Path webp = Files.write(folder.resolve("a.webp"), Webps.lossless(QR).getBytes());
    Path pdf = Files.write(folder.resolve("b.pdf"), new Pdfs().lossless(QR).file().getBytes());
    Path heic = Files.write(folder.resolve("c.heic"), FuzzSeeds.heif().getBytes());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ProcessBuilder(java, "de.belegbote.Main", "barcode");
    for (Path file : List.of(webp, pdf, heic)) {
      command.command().add(file.toString());
    }
    command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    command.environment().put("PATH", "/nonexistent");
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    List<String> lines = said.lines().filter(line -> line.startsWith("{")).toList();
    assertTrue(lines.get(0).contains("\"kind\":\"totp\""), said);
    assertTrue(lines.get(1).contains("\"kind\":\"totp\""), said);
    assertTrue(lines.get(2).contains("\"reason\":\"heic\""), said);
  }

  private static OpenedPicture opened(Buffer file) {
    return OpenedPicture.of(file, Deadline.in(Duration.ofMinutes(2), TimeSource.system()));
  }

  private static void assertRead(Buffer file) {
    var report = PictureReport.of(file, Duration.ofSeconds(5), TimeSource.system());
    assertEquals(null, report.reason());
    assertTrue(report.codes().stream().anyMatch(code -> code.text().equals(Pictures.SETUP)));
  }

  private static void assertRefused(String reason, Buffer file) {
    var why = assertThrows(Failure.class, () -> opened(file));
    assertEquals(reason, why.reason().orElseThrow());
  }

  private String photo() throws IOException {
    Buffer photo = Pictures.qr(Pictures.SETUP, 300).onDesk(800, 600, 9, 1.2).png();
    return Files.write(folder.resolve("photo.png"), photo.getBytes()).toString();
  }

  private Buffer made(String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertEquals(0, process.waitFor());
    return Buffer.buffer(Files.readAllBytes(folder.resolve("out")));
  }
}
