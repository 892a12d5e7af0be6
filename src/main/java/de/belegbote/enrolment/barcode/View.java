// The ways to look at a photo: the likely ones first.
package de.belegbote.enrolment.barcode;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to look at a picture.
 *
 * @param maxPixels the picture is shrunk until it has no more
 * @param doubled whether it is made larger instead, for small screenshots
 * @param inverted whether light and dark change places: codes on dark screens
 */
record View(long maxPixels, boolean doubled, boolean inverted) {
  private static final long ALL = Long.MAX_VALUE;
  private static final long SMALL = 1_000_000;

  /**
   * First a size at which small codes are sharp and the grain of a photo is averaged away; then
   * everything there is, for tiny codes; then ever smaller, for blurred ones and screen patterns.
   */
  static List<View> of(GreyPicture picture) {
    var views = new ArrayList<View>();
    for (boolean inverted : new boolean[] {false, true}) {
      long before = 0;
      for (long most : new long[] {4_000_000, ALL, SMALL, 250_000}) {
        long pixels = picture.pixels() / square(factor(picture, most));
        if (pixels != before) {
          views.add(new View(most, false, inverted));
        }
        before = pixels;
      }
      if (picture.pixels() <= SMALL) {
        views.add(new View(ALL, true, inverted));
      }
    }
    return views;
  }

  GreyPicture apply(GreyPicture picture) {
    int factor = factor(picture, maxPixels);
    GreyPicture sized = factor > 1 ? picture.shrunk(factor) : picture;
    return doubled ? sized.doubled() : sized;
  }

  private static int factor(GreyPicture picture, long maxPixels) {
    return (int) Math.ceil(Math.sqrt(Math.max(1.0, (double) picture.pixels() / maxPixels)));
  }

  private static long square(int factor) {
    return (long) factor * factor;
  }
}
