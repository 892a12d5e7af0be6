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
import de.belegbote.enrolment.barcode.reading.FoundCode.Corner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kinds with a check digit only, and only what several lines across the picture agree on: a single
 * line finds stripes in anything.
 */
final class LinearStage implements Stage {
  private static final int LINES = 40;
  private static final int AGREE = 4;

  private static final List<BarcodeFormat> FORMATS =
      List.of(
          BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.UPC_A, BarcodeFormat.CODE_128);

  private final MultiFormatOneDReader reader =
      new MultiFormatOneDReader(Map.of(DecodeHintType.POSSIBLE_FORMATS, FORMATS));

  /** What one line of the picture says, and from where to where. */
  private record Line(String text, String format, double left, double right, int y) {}

  /** The first code that is lying or upright, either way up; none that is slanted. */
  @Override
  public List<FoundCode> read(View view, Budget budget) {
    List<FoundCode> lying = across(view, budget);
    return lying.isEmpty() ? upright(view.picture(), budget) : lying;
  }

  private List<FoundCode> upright(GreyPicture picture, Budget budget) {
    return across(new View(transposed(picture), 1, ""), budget).stream()
        .map(
            code ->
                new FoundCode(
                    code.text(),
                    code.format(),
                    code.corners().stream().map(at -> new Corner(at.y(), at.x())).toList(),
                    code.stage()))
        .toList();
  }

  private List<FoundCode> across(View view, Budget budget) {
    var lines = new LinkedHashMap<String, List<Line>>();
    var dots = new GlobalHistogramBinarizer(view.source());
    for (int i = 0; i < LINES && !budget.spent(); i++) {
      int y = i * view.picture().height() / LINES;
      line(dots, y)
          .ifPresent(line -> lines.computeIfAbsent(line.text, text -> new ArrayList<>()).add(line));
    }
    return lines.values().stream()
        .filter(same -> same.size() >= AGREE)
        .limit(1)
        .map(LinearStage::code)
        .toList();
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
              found.getBarcodeFormat().name(),
              fromRight ? row.getSize() - last : first,
              fromRight ? row.getSize() - first : last,
              y));
    } catch (ReaderException none) {
      return Optional.empty();
    }
  }

  private static FoundCode code(List<Line> lines) {
    double left = lines.stream().mapToDouble(Line::left).min().orElseThrow();
    double right = lines.stream().mapToDouble(Line::right).max().orElseThrow();
    int top = lines.get(0).y;
    int below = lines.get(lines.size() - 1).y;
    var box =
        List.of(
            new Corner(left, top),
            new Corner(right, top),
            new Corner(right, below),
            new Corner(left, below));
    return new FoundCode(lines.get(0).text, lines.get(0).format, box, "zxing-linear");
  }

  private static GreyPicture transposed(GreyPicture picture) {
    int w = picture.width();
    int h = picture.height();
    byte[] light = new byte[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        light[x * h + y] = picture.light()[y * w + x];
      }
    }
    return new GreyPicture(light, h, w);
  }
}
