// From the bytes of a QR code to its text.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.reedsolomon.GenericGF;
import com.google.zxing.common.reedsolomon.ReedSolomonEncoder;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.decoder.Version;

/** The blocks of one code, each with its data and check bytes. */
final class Codewords {
  private final CodeLayout layout;
  private final ErrorCorrectionLevel level;
  private final int checks;

  Codewords(CodeLayout layout, ErrorCorrectionLevel level) {
    this.layout = layout;
    this.level = level;
    this.checks = layout.version().getECBlocksForLevel(level).getECCodewordsPerBlock();
  }

  /** Check bytes of each block. */
  int checks() {
    return checks;
  }

  /** For each block, which bytes of the code are its own, in the order of the block. */
  int[][] blocks() {
    int count = 0;
    for (Version.ECB kind : layout.version().getECBlocksForLevel(level).getECBlocks()) {
      count += kind.getCount();
    }
    int[][] blocks = new int[count][];
    int longest = 0;
    int next = 0;
    for (Version.ECB kind : layout.version().getECBlocksForLevel(level).getECBlocks()) {
      for (int i = 0; i < kind.getCount(); i++) {
        blocks[next++] = new int[kind.getDataCodewords() + checks];
        longest = Math.max(longest, kind.getDataCodewords());
      }
    }
    int at = 0;
    for (int i = 0; i < longest; i++) {
      for (int[] block : blocks) {
        if (i < block.length - checks) {
          block[i] = at++;
        }
      }
    }
    for (int i = 0; i < checks; i++) {
      for (int[] block : blocks) {
        block[block.length - checks + i] = at++;
      }
    }
    return blocks;
  }

  /** The text of the data bytes alone, block after block; check bytes are made anew. */
  String textOfData(byte[] data) throws ReaderException {
    int[] bytes = new int[layout.version().getTotalCodewords()];
    int next = 0;
    for (int[] places : blocks()) {
      int[] block = new int[places.length];
      for (int i = 0; i < places.length - checks; i++) {
        block[i] = data[next++] & 0xFF;
      }
      new ReedSolomonEncoder(GenericGF.QR_CODE_FIELD_256).encode(block, checks);
      for (int i = 0; i < places.length; i++) {
        bytes[places[i]] = block[i];
      }
    }
    return text(bytes);
  }

  /**
   * The text, by ZXing's rules for character sets, so that every stage gives the same.
   *
   * @param bytes all bytes of the code, right ones, in the code's order
   */
  String text(int[] bytes) throws ReaderException {
    int side = layout.side();
    var dots = new BitMatrix(side);
    int mask = 0;
    int[] order = layout.order();
    for (int i = 0; i < bytes.length * 8; i++) {
      int x = order[i] % side;
      int y = order[i] / side;
      boolean bit = (bytes[i / 8] >> (7 - i % 8) & 1) == 1;
      if (bit != CodeLayout.masked(mask, x, y)) {
        dots.set(x, y);
      }
    }
    int format = FormatBits.of(level.getBits() << 3 | mask);
    int version = FormatBits.ofVersion(layout.version().getVersionNumber());
    for (int copy = 0; copy < 2; copy++) {
      for (int i = 0; i < 15; i++) {
        set(dots, layout.format(copy, i), (format >> (14 - i) & 1) == 1);
      }
      for (int i = 0; i < 18 && layout.version().getVersionNumber() >= 7; i++) {
        set(dots, layout.versionBit(copy, i), (version >> i & 1) == 1);
      }
    }
    return new Decoder().decode(dots).getText();
  }

  private static void set(BitMatrix dots, int module, boolean dark) {
    if (dark) {
      dots.set(module % dots.getWidth(), module / dots.getWidth());
    }
  }
}
