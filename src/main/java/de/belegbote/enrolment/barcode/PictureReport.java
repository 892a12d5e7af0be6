// All that can be told about one picture file, for whoever tries pictures out.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.Budget;
import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.enrolment.barcode.reading.PhotoReader;
import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What stands in a picture.
 *
 * @param codes all that were read before a set-up code ended the search, no more were in sight, or
 *     the budget was spent
 * @param reason why no set-up code can be taken, as {@link PictureRefusal#slug()} or {@link
 *     de.belegbote.otp.KeyRefusal}; null if one can
 * @param cpuMillis computing time of this thread for reading, and for finding out why nothing could
 *     be read; decoding the file comes before
 */
public record PictureReport(List<Code> codes, String reason, long cpuMillis) {
  /** The largest file that is looked at, in bytes. */
  public static final int MAX_BYTES = PictureHeader.MAX_BYTES;

  /**
   * One code.
   *
   * @param kind {@code totp}, {@code hotp}, {@code export}, {@code link}, or a slug of {@link
   *     PictureRefusal}
   * @param text all of it, secrets included
   * @param corners four points of x and y in the pixels of the upright picture, from the code's own
   *     top left corner on
   * @param stage which way of reading found it
   */
  public record Code(String kind, String text, List<List<Long>> corners, String stage) {
    public Code {
      corners = List.copyOf(corners);
    }

    @Override
    public String toString() {
      return "Code[" + kind + "]";
    }
  }

  public PictureReport {
    codes = List.copyOf(codes);
  }

  /**
   * Reads a file. Blocks for the budget and some seconds more at most; a refusal is an answer too.
   *
   * @param file of any kind
   * @param budget computing time that reading and finding out why may take
   */
  public static PictureReport of(Buffer file, Duration budget, TimeSource time) {
    Deadline deadline = Deadline.in(BarcodeVerticle.LIMIT.plus(budget.multipliedBy(4)), time);
    Budget spent = null;
    List<Code> codes = new ArrayList<>();
    String reason = null;
    try {
      OpenedPicture opened = OpenedPicture.of(file, deadline);
      spent = Budget.reading(budget, deadline::check);
      List<FoundCode> found = new ArrayList<>();
      for (GreyPicture picture : opened.pictures()) {
        Budget share = Budget.reading(opened.share(budget), deadline::check);
        List<FoundCode> here =
            PhotoReader.readWhatIsInSight(picture, share, CodeChoice::isSetUpCode);
        found.addAll(here);
        here.stream().map(code -> code(code, opened.header(), picture)).forEach(codes::add);
        if (here.stream().anyMatch(code -> CodeChoice.isSetUpCode(code.text()))) {
          break;
        }
      }
      var unused = Answer.of(found, opened.header(), opened.pictures().get(0));
    } catch (Failure refused) {
      reason = refused.reason().orElse(refused.problem().slug());
    }
    return new PictureReport(codes, reason, spent == null ? 0 : spent.usedMillis());
  }

  private static Code code(FoundCode code, PictureHeader header, GreyPicture picture) {
    List<List<Long>> corners =
        code.corners().stream()
            .map(corner -> header.upright(corner.x(), corner.y(), picture.width()))
            .map(point -> List.of(Math.round(point[0]), Math.round(point[1])))
            .toList();
    return new Code(kind(code), code.text(), corners, code.stage());
  }

  private static String kind(FoundCode code) {
    String start = code.text().strip().toLowerCase(Locale.ROOT);
    if (code.isStripes()) {
      return PictureRefusal.PRODUCT.slug();
    }
    if (start.startsWith("otpauth-migration:")) {
      return "export";
    }
    if (start.startsWith("otpauth://totp")) {
      return "totp";
    }
    if (start.startsWith("otpauth://hotp")) {
      return "hotp";
    }
    PictureRefusal kind = CodeKind.of(code.text());
    return kind == PictureRefusal.WEB_LINK ? "link" : kind.slug();
  }

  /**
   * One line for a program to read.
   *
   * @param file what the person called it
   * @param secrets whether keys and passwords in texts are shown; otherwise {@code ***} stands
   *     there
   */
  public String json(String file, boolean secrets) {
    var list = new JsonArray();
    for (Code code : codes) {
      var corners = new JsonArray();
      code.corners().forEach(corner -> corners.add(new JsonArray(corner)));
      list.add(
          new JsonObject()
              .put("kind", code.kind())
              .put("text", secrets ? code.text() : SecretMask.masked(code.text()))
              .put("corners", corners)
              .put("stage", code.stage()));
    }
    return new JsonObject()
        .put("file", file)
        .put("codes", list)
        .put("reason", reason)
        .put("cpuMillis", cpuMillis)
        .encode();
  }
}
