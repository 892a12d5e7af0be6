// An answer's bytes in memory: HtmlUnit's own class for it is not public.
package de.belegbote.fetch.browser;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.htmlunit.DownloadedContent;

/** Never a file, however large the answer is; the cap was applied before. */
final class MemoryContent implements DownloadedContent {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;

  MemoryContent(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public InputStream getInputStream() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public void cleanUp() {
    // Nothing outside the heap.
  }

  @Override
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
