// A secret text in memory that cannot be printed by accident.
package de.belegbote.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password, seed, key or token. Printing it gives {@code ***}; equality takes constant time. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The secret itself, for the moment of its use. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
