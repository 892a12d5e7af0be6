// Bytes of Vert.x for a library that reads streams.
package de.belegbote.invoices;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;

/** Copies what is asked for and no more. For one reader; never blocks. */
final class BufferStream extends InputStream {
  private final Buffer bytes;
  private int next;

  BufferStream(Buffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return next == bytes.length() ? -1 : bytes.getByte(next++) & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int most) {
    if (most == 0) {
      return 0;
    }
    int count = Math.min(most, bytes.length() - next);
    if (count == 0) {
      return -1;
    }
    bytes.getBytes(next, next + count, into, at);
    next += count;
    return count;
  }
}
