// What a file of any kind holds once it is opened: pictures to read codes from.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;

/**
 * The way of every file from its bytes to brightness.
 *
 * @param header of the picture as it was decoded; a HEIC photo is a JPEG by then
 * @param pictures one; of a PDF up to {@link PictureChild#MAX_PICTURES}
 */
record OpenedPicture(PictureHeader header, List<GreyPicture> pictures) {
  OpenedPicture {
    pictures = List.copyOf(pictures);
  }

  /**
   * Opens the file, in a child process where its kind demands it.
   *
   * @throws de.belegbote.platform.Failure UNUSABLE_PICTURE, TOO_LARGE or TIMED_OUT with the reason
   */
  static OpenedPicture of(Buffer file, Deadline deadline) {
    PictureHeader header = PictureHeader.of(file);
    return switch (header.format()) {
      case JPEG, PNG, GIF ->
          new OpenedPicture(header, List.of(PictureDecoder.decode(file, header, deadline)));
      case WEBP ->
          new OpenedPicture(header, ForeignPictures.byJava(file, PictureRefusal.WEBP, deadline));
      case PDF ->
          new OpenedPicture(header, ForeignPictures.byJava(file, PictureRefusal.PDF, deadline));
      case HEIF -> {
        // What comes out is as little to be trusted as what went in.
        Buffer jpeg = ForeignPictures.heicAsJpeg(file, deadline);
        PictureHeader inner = PictureHeader.of(jpeg);
        if (inner.format() != PictureFormat.JPEG) {
          throw PictureRefusal.DAMAGED.failure();
        }
        yield new OpenedPicture(inner, List.of(PictureDecoder.decode(jpeg, inner, deadline)));
      }
    };
  }

  /** What of a budget each of the pictures may use up. */
  Duration share(Duration budget) {
    return budget.dividedBy(pictures.size());
  }
}
