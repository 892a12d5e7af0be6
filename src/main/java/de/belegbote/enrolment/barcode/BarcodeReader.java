// Asks the barcode pool and turns its reply into a future.
package de.belegbote.enrolment.barcode;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;

/** What enrolment reads photos with. */
public final class BarcodeReader {
  private final EventBus bus;
  private final DeliveryOptions options;

  public BarcodeReader(EventBus bus) {
    this(bus, BarcodeVerticle.LIMIT);
  }

  /** For a pool with another limit than the usual. */
  BarcodeReader(EventBus bus, Duration limit) {
    this.bus = bus;
    // A little longer than the pool takes itself, whose answer says more.
    this.options =
        new DeliveryOptions().setLocalOnly(true).setSendTimeout(limit.plusSeconds(5).toMillis());
  }

  /**
   * Finds the set-up code in a photo.
   *
   * @param picture a file of any kind and at most {@link BarcodeVerticle#MAX_BYTES}
   * @return ends within 15 seconds; fails with {@link Failure} only: NO_BARCODE, UNUSABLE_BARCODE,
   *     UNUSABLE_PICTURE, TOO_LARGE and TIMED_OUT with a {@link PictureRefusal} or {@link
   *     de.belegbote.otp.KeyRefusal} as reason, UNAVAILABLE, INTERNAL_ERROR
   */
  public Future<DecodedBarcode> read(Buffer picture) {
    return Future.succeededFuture(new DecodeBarcode(picture))
        .compose(request -> bus.<BarcodeReply>request(BarcodeVerticle.ADDRESS, request, options))
        .recover(BarcodeReader::translated)
        .compose(reply -> opened(reply.body()));
  }

  private static Future<DecodedBarcode> opened(BarcodeReply reply) {
    if (reply instanceof BarcodeReply.Refused refused) {
      return Future.failedFuture(refused.why());
    }
    return Future.succeededFuture((DecodedBarcode) reply);
  }

  /** No answer in time, or (also as an unknown message type) nobody there to answer. */
  private static <T> Future<T> translated(Throwable fault) {
    if (fault instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT) {
      return Future.failedFuture(PictureRefusal.TOO_SLOW.failure());
    }
    return Future.failedFuture(
        new Failure(
            Problem.UNAVAILABLE, "Photos cannot be read right now. Please try again.", fault));
  }
}
