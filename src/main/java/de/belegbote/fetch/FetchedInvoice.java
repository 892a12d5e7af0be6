// A document as a run brings it home.
package de.belegbote.fetch;

import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One document with what the portal says about it.
 *
 * @param bytes the original, never changed
 * @param sourceAddress where it came from
 */
public record FetchedInvoice(
    String kind,
    String identity,
    String number,
    LocalDate date,
    Optional<BigDecimal> amount,
    Optional<String> currency,
    Optional<LocalDate> due,
    Optional<String> title,
    Buffer bytes,
    String sourceAddress) {
  @Override
  public String toString() {
    return "FetchedInvoice[" + kind + " " + number + "]";
  }
}
