// What a row says about its document.
package de.belegbote.fetch;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of one row.
 *
 * @param values what templates may name of it: {@code row.<field>}
 */
record ReadRow(
    InvoiceKey key,
    String number,
    LocalDate date,
    Optional<BigDecimal> amount,
    Optional<String> currency,
    Optional<LocalDate> due,
    Optional<String> title,
    Map<String, String> values) {}
