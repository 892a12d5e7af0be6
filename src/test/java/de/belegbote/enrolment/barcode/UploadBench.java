// What a whole upload of a twelve-megapixel photo costs, from the file's bytes to the answer.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import de.belegbote.enrolment.barcode.reading.Budget;
import de.belegbote.enrolment.barcode.reading.LiveMemory;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Runs with {@code -Pbench}; {@code -Dphotos.seeds=N} repeats a run. Processor time of one thread,
 * side by side with ImageIO and ZXing as everybody uses them.
 */
class UploadBench {
  private static final int WARM_UP = 12;
  private static final int PHOTOS = 24;

  /** One of so many has no code, and so costs the whole budget. */
  private static final int EACH_WITHOUT = 6;

  private static final long GOAL_MILLIS = 1_200;
  private static final long GOAL_HEAP_MB = 128;

  private final List<Buffer> photos = new ArrayList<>();

  @Test
  void readsALargePhotoWithinItsTimeAndMemory() throws Exception {
    // ReadingBench takes several seeds from the same property.
    String seeds = System.getProperty("photos.seeds", "" + System.nanoTime());
    long seed = Long.parseLong(seeds.split(",", -1)[0]);
    System.out.println("UploadBench: -Dphotos.seeds=" + seed);
    var random = new Random(seed);
    for (int i = 0; i < PHOTOS; i++) {
      photos.add(photo(i % EACH_WITHOUT == 0, random));
    }
    for (int i = 0; i < WARM_UP; i++) {
      upload(photos.get(i));
      plain(photos.get(i));
    }
    long[] ours = new long[PHOTOS];
    long[] others = new long[PHOTOS];
    int read = 0;
    for (int i = 0; i < PHOTOS; i++) {
      Buffer photo = photos.get(i);
      ours[i] = millis(() -> upload(photo));
      others[i] = millis(() -> plain(photo));
      read += upload(photo) ? 1 : 0;
    }
    long heap = 0;
    for (Buffer photo : photos.subList(0, 4)) {
      heap = Math.max(heap, LiveMemory.peak(() -> upload(photo)));
    }
    System.out.printf(
        Locale.ROOT,
        "UploadBench: %d photos of 12 megapixels, %d of %d codes read%n"
            + "  ours:              median %d ms, 95 %% %d ms (goal %d)%n"
            + "  ImageIO and ZXing: median %d ms, 95 %% %d ms%n"
            + "  ratio of medians %.2f; live heap %d MB (goal %d)%n",
        PHOTOS,
        read,
        PHOTOS - PHOTOS / EACH_WITHOUT,
        at(ours, 0.5),
        at(ours, 0.95),
        GOAL_MILLIS,
        at(others, 0.5),
        at(others, 0.95),
        (double) at(ours, 0.5) / at(others, 0.5),
        heap,
        GOAL_HEAP_MB);
    assertEquals(PHOTOS - PHOTOS / EACH_WITHOUT, read);
    assertTrue(heap <= GOAL_HEAP_MB, heap + " MB");
    assertTrue(at(ours, 0.95) <= GOAL_MILLIS, at(ours, 0.95) + " ms");
  }

  /** A code on a desk as a phone sees it, large or small; or the desk alone. */
  private static Buffer photo(boolean empty, Random random) {
    Pictures code = empty ? Pictures.blank(600, 600) : Pictures.qr(Pictures.SETUP, 600);
    return code.onDesk(4_000, 3_000, random.nextInt(360), 0.6 + 2.4 * random.nextDouble())
        .blurred(3)
        .grained(10, random.nextLong())
        .jpeg();
  }

  /** As the pool does it; whether a code was read. */
  @CanIgnoreReturnValue
  private static boolean upload(Buffer photo) {
    return PictureReport.of(photo, Budget.USUAL, TimeSource.system()).reason() == null;
  }

  @CanIgnoreReturnValue
  private static boolean plain(Buffer photo) {
    try {
      var image = ImageIO.read(new ByteArrayInputStream(photo.getBytes()));
      int width = image.getWidth();
      int height = image.getHeight();
      int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
      var source = new RGBLuminanceSource(width, height, pixels);
      var bits = new BinaryBitmap(new HybridBinarizer(source));
      return new MultiFormatReader().decode(bits) != null;
    } catch (NotFoundException nothing) {
      return false;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static long millis(Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
  }

  private static long at(long[] values, double share) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  }
}
