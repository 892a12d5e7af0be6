// Names a secret in the store; harmless by itself.
package de.belegbote.secrets;

import java.util.UUID;

/**
 * A fresh name for each secret that is written, so that nothing is ever overwritten.
 *
 * @param owner what it belongs to, such as {@code login/<id>} or {@code webhook/<id>}
 * @param name what it is: password, seed, webhook
 */
public record SecretRef(String owner, String name, UUID id) {
  /** As it stands in a row: {@code owner:name:id}. */
  @Override
  public String toString() {
    return owner + ":" + name + ":" + id;
  }

  public static SecretRef parse(String text) {
    String[] parts = text.split(":", 3);
    return new SecretRef(parts[0], parts[1], UUID.fromString(parts[2]));
  }
}
