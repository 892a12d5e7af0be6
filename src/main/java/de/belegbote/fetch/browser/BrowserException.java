// Why a browser could not do what it was asked.
package de.belegbote.fetch.browser;

/** A fault between us and the portal; its message names hosts and limits, never a secret. */
public final class BrowserException extends RuntimeException {
  /** What kind of fault; the runner turns it into an outcome. */
  public enum Kind {
    /** Nothing answered, the connection broke, or TLS could not be verified. */
    UNREACHABLE,
    /** The run's deadline passed. */
    TIMED_OUT,
    /** A cap on pages, bytes or redirects was met. */
    TOO_MUCH,
    /**
     * The address is not allowed (scheme, port, or where the name leads), or the engine cannot read
     * a selector.
     */
    REFUSED,
    /** The browser itself died. */
    CRASHED
  }

  private final Kind kind;

  public BrowserException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
