// Why a journey could not go on.
package de.belegbote.demo;

/** Ends a journey; the message is for the person who watches it. */
public final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A reason found by the journey itself. */
  public Stopped(String message) {
    super(message);
  }

  /** A reason that something else gave. */
  public Stopped(String message, Throwable cause) {
    super(message, cause);
  }
}
