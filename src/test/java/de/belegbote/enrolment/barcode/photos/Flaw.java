// What may spoil a photo of a code.
package de.belegbote.enrolment.barcode.photos;

/** One each, with the reasons that name it. */
public enum Flaw {
  NO_CODE("no-code"),
  CUT_LEFT("cut-off-left"),
  CUT_RIGHT("cut-off-right"),
  CUT_TOP("cut-off-top"),
  CUT_BOTTOM("cut-off-bottom"),
  TOO_SMALL("too-small"),
  BLURRED("blurred"),
  TOO_DARK("too-dark"),
  TOO_BRIGHT("too-bright"),
  GLARE("glare"),
  MOIRE("moire"),
  MANY_CODES("many-codes", "several-codes");

  private final String reason;
  private final String another;

  Flaw(String reason) {
    this(reason, reason);
  }

  Flaw(String reason, String another) {
    this.reason = reason;
    this.another = another;
  }

  /** Whether a refusal's reason names it. */
  public boolean isNamedBy(String given) {
    return reason.equals(given) || another.equals(given);
  }

  boolean cuts() {
    return name().startsWith("CUT");
  }
}
