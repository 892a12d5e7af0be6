// Lines across a picture, at any slant.
package de.belegbote.enrolment.barcode.reading;

import de.belegbote.enrolment.barcode.reading.FoundCode.Corner;

/** As many lines as are asked for, evenly spread over the whole picture, as rows of another. */
final class Crossing {
  private final double cosine;
  private final double sine;
  private final double middleX;
  private final double middleY;
  private final int length;
  private final int lines;
  private final double step;
  private final GreyPicture rows;

  /**
   * Looks along the lines.
   *
   * @param turn of the lines in degrees, clockwise
   */
  Crossing(GreyPicture picture, int turn, int lines) {
    cosine = Math.cos(Math.toRadians(turn));
    sine = Math.sin(Math.toRadians(turn));
    middleX = picture.width() / 2.0;
    middleY = picture.height() / 2.0;
    this.lines = lines;
    length = (int) Math.ceil(side(picture.width(), picture.height()));
    step = side(picture.height(), picture.width()) / lines;
    byte[] light = new byte[length * lines];
    for (int row = 0; row < lines; row++) {
      for (int i = 0; i < length; i++) {
        Corner at = corner(i + 0.5, row);
        light[row * length + i] = (byte) Math.round(picture.at(at.x(), at.y()));
      }
    }
    rows = new GreyPicture(light, length, lines);
  }

  private double side(int along, int aside) {
    return Math.max(1, Math.abs(along * cosine) + Math.abs(aside * sine));
  }

  /** One row for each line. */
  GreyPicture rows() {
    return rows;
  }

  /** Where a place on a line lies in the picture; beyond its edges too. */
  Corner corner(double along, int row) {
    double u = along - length / 2.0;
    double v = (row + 0.5) * step - step * lines / 2;
    return new Corner(middleX + u * cosine - v * sine, middleY + u * sine + v * cosine);
  }
}
