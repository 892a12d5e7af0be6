// How a JPEG stores colour, and how bright each mixture is.
package de.belegbote.enrolment.barcode;

/**
 * Brightness from the samples as they are stored. Colour profiles count for nothing: they would
 * make every pixel cost a conversion, and black stays darker than white without them.
 */
enum Inks {
  /** Grey, or YCbCr: the first sample is the brightness. */
  LIGHT_FIRST(1) {
    @Override
    int light(int[] row, int at) {
      return row[at];
    }
  },
  RGB(3) {
    @Override
    int light(int[] row, int at) {
      return weighed(row[at], row[at + 1], row[at + 2]);
    }
  },
  /** 255 is full ink. */
  CMYK(4) {
    @Override
    int light(int[] row, int at) {
      int paper = 255 - weighed(row[at], row[at + 1], row[at + 2]);
      return paper * (255 - row[at + 3]) / 255;
    }
  },
  /** Adobe's programs store ink upside down: 255 is none. */
  ADOBE_CMYK(4) {
    @Override
    int light(int[] row, int at) {
      return weighed(row[at], row[at + 1], row[at + 2]) * row[at + 3] / 255;
    }
  },
  /** The complement of Adobe's CMY as YCbCr, then its black as it is (Adobe TN 5116). */
  ADOBE_YCCK(4) {
    @Override
    int light(int[] row, int at) {
      return (255 - row[at]) * row[at + 3] / 255;
    }
  };

  private final int bands;

  Inks(int bands) {
    this.bands = bands;
  }

  /** How many samples of each pixel are looked at, from the first. */
  int bands() {
    return bands;
  }

  /** 0 black to 255 white, of the pixel whose samples of 0 to 255 begin there. */
  abstract int light(int[] row, int at);

  /** ITU-R BT.601 weights, in 1,024ths. */
  static int weighed(int red, int green, int blue) {
    return (red * 306 + green * 601 + blue * 117) >> 10;
  }
}
