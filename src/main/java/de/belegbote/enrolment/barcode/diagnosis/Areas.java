// Connected cells of one kind.
package de.belegbote.enrolment.barcode.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Cells that touch at a side belong together. */
final class Areas {
  private final boolean[] kind;
  private final int across;
  private final int[] queue;

  private Areas(boolean[] kind, int across) {
    this.kind = kind.clone();
    this.across = across;
    this.queue = new int[kind.length];
  }

  /** All of at least that many cells, the largest first. */
  static List<Area> of(boolean[] kind, int across, int least) {
    var search = new Areas(kind, across);
    var found = new ArrayList<Area>();
    for (int at = 0; at < kind.length; at++) {
      if (search.kind[at]) {
        Area area = search.from(at);
        if (area.cells() >= least) {
          found.add(area);
        }
      }
    }
    found.sort(Comparator.comparingInt(area -> -area.cells()));
    return found;
  }

  private Area from(int start) {
    int left = across;
    int top = Integer.MAX_VALUE;
    int right = 0;
    int bottom = 0;
    int head = 0;
    int tail = add(start, 0);
    while (head < tail) {
      int at = queue[head++];
      int x = at % across;
      int y = at / across;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
      tail = x > 0 ? add(at - 1, tail) : tail;
      tail = x + 1 < across ? add(at + 1, tail) : tail;
      tail = add(at - across, tail);
      tail = add(at + across, tail);
    }
    return new Area(left, top, right, bottom, tail);
  }

  private int add(int at, int tail) {
    if (at < 0 || at >= kind.length || !kind[at]) {
      return tail;
    }
    kind[at] = false;
    queue[tail] = at;
    return tail + 1;
  }
}
