// A document that is not what was kept once.
package de.belegbote.invoices;

/** The bytes in the store do not have the SHA-256 of their row; they are not handed out. */
final class DamagedDocument extends IllegalStateException {
  DamagedDocument(String key) {
    super("The document " + key + " is damaged in its store");
  }
}
