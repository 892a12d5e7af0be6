// Reads photos on a pool of its own, so that a slow one delays nobody.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.Budget;
import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.enrolment.barcode.reading.PhotoReader;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.events.LocalCodec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@link DecodeBarcode} at {@value #ADDRESS} inside this process. The pool {@code barcode}
 * has a thread per core; photos are read in no order. Deploy one instance, on an event loop; ask
 * through {@link BarcodeReader}.
 */
public final class BarcodeVerticle extends VerticleBase {
  public static final String ADDRESS = "barcode.decode";

  /** The largest file that is looked at: 15 MB. */
  public static final int MAX_BYTES = PictureHeader.MAX_BYTES;

  static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(BarcodeVerticle.class);
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors());

  /** Each holds its photo in memory. */
  static final int MAX_WAITING = 4 * THREADS;

  private final TimeSource time;
  private final Duration budget;
  private final Duration limit;
  private WorkerExecutor pool;
  private int waiting;

  /**
   * The verticle.
   *
   * @param time measures how long a photo may take
   */
  public BarcodeVerticle(TimeSource time) {
    this(time, Budget.USUAL, LIMIT);
  }

  /** With other bounds than the usual: what reading may compute, and when an answer is due. */
  BarcodeVerticle(TimeSource time, Duration budget, Duration limit) {
    this.time = time;
    this.budget = budget;
    this.limit = limit;
  }

  @Override
  public Future<?> start() {
    pool = vertx.createSharedWorkerExecutor("barcode", THREADS);
    vertx
        .eventBus()
        .registerDefaultCodec(DecodeBarcode.class, new LocalCodec<>(DecodeBarcode.class))
        .registerDefaultCodec(DecodedBarcode.class, new LocalCodec<>(DecodedBarcode.class))
        .registerDefaultCodec(
            BarcodeReply.Refused.class, new LocalCodec<>(BarcodeReply.Refused.class));
    return vertx.eventBus().<DecodeBarcode>localConsumer(ADDRESS, this::answer).completion();
  }

  @Override
  public Future<?> stop() {
    vertx
        .eventBus()
        .unregisterDefaultCodec(DecodeBarcode.class)
        .unregisterDefaultCodec(DecodedBarcode.class)
        .unregisterDefaultCodec(BarcodeReply.Refused.class);
    return pool.close();
  }

  private void answer(Message<DecodeBarcode> request) {
    if (waiting >= MAX_WAITING) {
      request.reply(
          new BarcodeReply.Refused(
              new Failure(
                  Problem.UNAVAILABLE,
                  "Too many photos are being read right now. Please try again in a moment.")));
      return;
    }
    waiting++;
    Deadline deadline = Deadline.in(limit, time);
    Buffer picture = request.body().picture();
    pool.executeBlocking(() -> read(picture, deadline), false)
        .onComplete(done -> waiting--)
        .onSuccess(request::reply)
        .onFailure(bug -> replyToBug(request, bug));
  }

  /** The whole way from file to code; blocks for up to some seconds. */
  private BarcodeReply read(Buffer file, Deadline deadline) {
    try {
      deadline.check();
      OpenedPicture opened = OpenedPicture.of(file, deadline);
      return Answer.of(codes(opened, deadline), opened.header(), opened.pictures().get(0));
    } catch (Failure refused) {
      return new BarcodeReply.Refused(refused);
    }
  }

  /** Ends with the first set-up code: reading on would show it again. */
  private List<FoundCode> codes(OpenedPicture opened, Deadline deadline) {
    List<FoundCode> codes = new ArrayList<>();
    for (GreyPicture picture : opened.pictures()) {
      Budget left = Budget.reading(opened.share(budget), deadline::check);
      codes.addAll(PhotoReader.read(picture, left, CodeChoice::isSetUpCode));
      if (codes.stream().anyMatch(code -> CodeChoice.isSetUpCode(code.text()))) {
        break;
      }
    }
    return codes;
  }

  private static void replyToBug(Message<DecodeBarcode> request, Throwable bug) {
    LOG.error("Reading a photo of {} bytes failed", request.body().picture().length(), bug);
    request.reply(
        new BarcodeReply.Refused(
            new Failure(Problem.INTERNAL_ERROR, "Reading the photo failed on our side.", bug)));
  }
}
