// The comparison of readers as a picture.
package de.belegbote.enrolment.barcode.reading;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;

/** Bars: the share of each kind of photos that each reader reads. */
final class BenchChart {
  private static final int LEFT = 150;
  private static final int FULL = 460;
  private static final int BAR = 15;
  private static final int GAP = 26;
  private static final int TOP = 86;
  private static final List<String> COLOURS =
      List.of("#0b5f59", "#c3cad3", "#8f9bab", "#5f7fb0", "#d08a3c");

  private final BenchReport report;
  private final StringBuilder svg = new StringBuilder();

  BenchChart(BenchReport report) {
    this.report = report;
  }

  /** An SVG file that needs nothing else. */
  String svg() {
    legend();
    int y = TOP;
    for (var group : BenchReport.GROUPS.entrySet()) {
      long all = report.pictures(group.getKey());
      if (all > 0) {
        title(group.getValue(), all, y);
        for (int i = 0; i < report.readers().size(); i++) {
          bar(report.readers().get(i), group.getKey(), all, i, y + i * (BAR + 2));
        }
        y += report.readers().size() * (BAR + 2) + GAP;
      }
    }
    return String.format(
        Locale.ROOT,
        "<!-- Share of photos read, by ReadingBench. -->%n"
            + "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 720 %d' width='720' height='%d'"
            + " font-family='system-ui, sans-serif' font-size='12' fill='#17212e' role='img'>%n"
            + "<title>Share of photos read, by reader and kind of photo</title>%n"
            + "<rect width='720' height='%d' fill='#fff'/>%n%s%s</svg>%n",
        y,
        y,
        y,
        scale(y - GAP + 6),
        svg);
  }

  private void legend() {
    text(16, 26, "start", "Codes read in photos: share of each kind, one run", 15);
    int x = 16;
    for (int i = 0; i < report.readers().size(); i++) {
      String name = report.readers().get(i);
      line("<rect x='%d' y='42' width='12' height='12' fill='%s'/>", x, colour(i));
      text(x + 18, 53, "start", name, 12);
      x += 40 + name.length() * 7;
    }
  }

  private static String scale(int bottom) {
    var lines = new StringBuilder();
    for (int percent = 0; percent <= 100; percent += 25) {
      int x = LEFT + percent * FULL / 100;
      lines.append(
          String.format(
              Locale.ROOT,
              "<path d='M%d %dV%d' stroke='#e1e6ec'/><text x='%d' y='%d' text-anchor='middle'"
                  + " fill='#536072' font-size='10'>%d %%</text>%n",
              x,
              TOP - 8,
              bottom,
              x,
              TOP - 12,
              percent));
    }
    return lines.toString();
  }

  private void title(String name, long all, int y) {
    String[] words = name.split(" ", -1);
    int row = 0;
    var line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0 && line.length() + word.length() > 20) {
        text(LEFT - 10, y + 12 + 15 * row++, "end", line.toString(), 12);
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    text(LEFT - 10, y + 12 + 15 * row++, "end", line.toString(), 12);
    text(LEFT - 10, y + 12 + 15 * row, "end", all + " pictures", 10);
  }

  private void bar(String reader, String set, long all, int i, int y) {
    long read = report.read(reader, set);
    double width = (double) FULL * read / all;
    line(
        "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>", LEFT, y, width, BAR, colour(i));
    String share = String.format(Locale.ROOT, "%.0f %%", 100.0 * read / all);
    text(LEFT + (int) width + 6, y + 12, "start", share + " (" + read + ")", 11);
  }

  private static String colour(int reader) {
    return COLOURS.get(reader % COLOURS.size());
  }

  private void text(int x, int y, String anchor, String words, int size) {
    String weight = size > 13 ? " font-weight='bold'" : "";
    line(
        "<text x='%d' y='%d' text-anchor='%s' font-size='%d'%s>%s</text>",
        x, y, anchor, size, weight, words);
  }

  @FormatMethod
  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
