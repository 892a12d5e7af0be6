// Reads the stripes on goods and parcels, to be able to name them.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.common.BitArray;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.oned.MultiFormatOneDReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Only what several lines across the picture agree on, and more of them for kinds without a check
 * digit: a single line finds stripes in anything.
 */
final class LinearStage implements Stage {
  private static final int LINES = 40;
  private static final int AGREE = 4;
  private static final int AGREE_UNCHECKED = 7;
  private static final int SHORTEST_UNCHECKED = 6;

  /** In degrees; a code can be crossed from about that far aside. */
  private static final int TURN = 15;

  private static final List<BarcodeFormat> UNCHECKED =
      List.of(BarcodeFormat.ITF, BarcodeFormat.CODE_39);

  private static final List<BarcodeFormat> FORMATS =
      List.of(
          BarcodeFormat.EAN_13,
          BarcodeFormat.EAN_8,
          BarcodeFormat.UPC_A,
          BarcodeFormat.CODE_128,
          BarcodeFormat.ITF,
          BarcodeFormat.CODE_39);

  private final MultiFormatOneDReader reader =
      new MultiFormatOneDReader(Map.of(DecodeHintType.POSSIBLE_FORMATS, FORMATS));

  /** What one line across the picture says, and from where to where. */
  private record Line(String text, BarcodeFormat format, double left, double right, int row) {}

  /** The first code, however it lies; the usual ways first. */
  @Override
  public List<FoundCode> read(View view, Budget budget) {
    for (int turn : new int[] {0, 90}) {
      List<FoundCode> straight = across(new Crossing(view.picture(), turn, LINES), budget);
      if (!straight.isEmpty()) {
        return straight;
      }
    }
    for (int turn = TURN; turn < 180 && !budget.spent(); turn += TURN) {
      List<FoundCode> slanted =
          turn == 90 ? List.of() : across(new Crossing(view.picture(), turn, LINES), budget);
      if (!slanted.isEmpty()) {
        return slanted;
      }
    }
    return List.of();
  }

  private List<FoundCode> across(Crossing crossing, Budget budget) {
    var lines = new LinkedHashMap<String, List<Line>>();
    GreyPicture rows = crossing.rows();
    var dots = new GlobalHistogramBinarizer(new View(rows, 1, "").source());
    for (int row = 0; row < LINES && !budget.spent(); row++) {
      line(dots, row)
          .ifPresent(line -> lines.computeIfAbsent(line.text, text -> new ArrayList<>()).add(line));
    }
    return lines.values().stream()
        .filter(LinearStage::agree)
        .limit(1)
        .map(same -> code(same, crossing))
        .toList();
  }

  private static boolean agree(List<Line> same) {
    Line first = same.get(0);
    return UNCHECKED.contains(first.format)
        ? same.size() >= AGREE_UNCHECKED && first.text.length() >= SHORTEST_UNCHECKED
        : same.size() >= AGREE;
  }

  /** Read from the left, or else from the right. */
  private Optional<Line> line(GlobalHistogramBinarizer dots, int y) {
    try {
      BitArray row = dots.getBlackRow(y, null);
      Optional<Line> there = line(row, y, false);
      row.reverse();
      return there.or(() -> line(row, y, true));
    } catch (NotFoundException allTheSame) {
      return Optional.empty();
    }
  }

  private Optional<Line> line(BitArray row, int y, boolean fromRight) {
    try {
      Result found = reader.decodeRow(y, row, null);
      double first = found.getResultPoints()[0].getX();
      double last = found.getResultPoints()[1].getX();
      return Optional.of(
          new Line(
              found.getText(),
              found.getBarcodeFormat(),
              fromRight ? row.getSize() - last : first,
              fromRight ? row.getSize() - first : last,
              y));
    } catch (ReaderException none) {
      return Optional.empty();
    }
  }

  private static FoundCode code(List<Line> lines, Crossing crossing) {
    double left = lines.stream().mapToDouble(Line::left).min().orElseThrow();
    double right = lines.stream().mapToDouble(Line::right).max().orElseThrow();
    int top = lines.get(0).row;
    int below = lines.get(lines.size() - 1).row;
    var box =
        List.of(
            crossing.corner(left, top),
            crossing.corner(right, top),
            crossing.corner(right, below),
            crossing.corner(left, below));
    return new FoundCode(lines.get(0).text, lines.get(0).format.name(), box, "zxing-linear");
  }
}
