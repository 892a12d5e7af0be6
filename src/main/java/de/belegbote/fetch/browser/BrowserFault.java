// Carries a browser exception through an engine that lets only I/O errors pass.
package de.belegbote.fetch.browser;

import java.io.IOException;

/** A fault of one request, as the engine sees it; unwrapped before it reaches the caller. */
final class BrowserFault extends IOException {
  private final BrowserException.Kind kind;

  BrowserFault(BrowserException.Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  BrowserException unwrapped() {
    return new BrowserException(kind, getMessage(), this);
  }
}
