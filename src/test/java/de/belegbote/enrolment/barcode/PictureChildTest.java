// What the child process answers to spoilt files, and which answers its parent believes.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureChildTest {
  private static byte[] answer(Buffer file) throws IOException {
    var out = new ByteArrayOutputStream();
    PictureChild.answer(file.getBytes(), out);
    return out.toByteArray();
  }

  /** In this process, so that many fit into a second; each would end a child otherwise. */
  @Test
  void answersEverySpoiltFileWithPicturesOrAReason() throws Exception {
    long seed = Long.getLong("belegbote.seed", System.nanoTime());
    System.out.println("-Dbelegbote.seed=" + seed);
    var random = new Random(seed);
    var qr = Pictures.qr(Pictures.SETUP, 90).image();
    List<Buffer> sound =
        List.of(
            Webps.lossless(qr),
            new Pdfs().lossless(qr).file(),
            new Pdfs().jpeg(qr).file(),
            new Pdfs().stencil(qr, true).file(),
            new Pdfs().inline(qr).file());
    int opened = 0;
    for (int i = 0; i < 400; i++) {
      Buffer file = sound.get(i % sound.size());
      Mutation[] kinds = Mutation.values();
      Buffer spoilt = kinds[random.nextInt(kinds.length)].of(file, sound, random);
      try {
        opened += PictureChild.read(answer(spoilt)).size();
      } catch (Failure refused) {
        assertTrue(refused.reason().isPresent());
      } catch (RuntimeException | StackOverflowError escaped) {
        throw new AssertionError("file " + i, escaped);
      }
    }
    assertTrue(opened > 40, opened + " opened");
  }

  @Test
  void handsOverPicturesAndReasonsAsTheyAre() throws IOException {
    var white = new GreyPicture(new byte[] {-1, -1}, 2, 1);
    Buffer good = Buffer.buffer(new byte[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, -1, -1});
    GreyPicture picture = PictureChild.read(good.getBytes()).get(0);
    assertEquals(white.width(), picture.width());
    assertEquals(255, picture.light()[1] & 0xFF);
    assertRefused("pdf-without-picture", answer(new Pdfs().file()));
    assertRefused("empty-file", answer(Buffer.buffer()));
  }

  /** It may have been taken over by the file. */
  @Test
  void believesNoAnswerThatBreaksTheRules() {
    Buffer good = Buffer.buffer(new byte[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, -1, -1});
    assertFalse(PictureChild.read(good.getBytes()).isEmpty());
    assertRefused("damaged", good.getBytes(0, 15));
    assertRefused("damaged", new byte[0]);
    assertRefused("damaged", good.copy().setInt(2, 0).getBytes());
    assertRefused("damaged", good.copy().setInt(2, 9).getBytes());
    assertRefused("damaged", good.copy().setInt(2, -1).getBytes());
    assertRefused("damaged", good.copy().setInt(6, -2).getBytes());
    assertRefused("too-many-pixels", good.copy().setInt(6, 12_001).getBytes());
    assertRefused("too-many-pixels", good.copy().setInt(6, 5_000).setInt(10, 5_000).getBytes());
    assertRefused("damaged", Buffer.buffer().appendShort((short) 3).appendString("abc").getBytes());
  }

  private static void assertRefused(String reason, byte... answer) {
    var why = assertThrows(Failure.class, () -> PictureChild.read(answer));
    assertEquals(reason, why.reason().orElseThrow());
  }
}
