// What a run may ask of the rest of the house.
package de.belegbote.fetch;

import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Everything blocks and is called on the run's own thread.
 *
 * @param settings values of the recipe's settings
 * @param since invoices before this day are not looked for
 * @param code a code of a time step that is reserved for it alone; waits for a fresh one; empty
 *     when no seed is stored
 * @param stillClaimed throws when the run has lost its claim; asked before a secret is typed
 * @param known whether a document is stored already
 * @param store keeps a document; false when it was there already
 * @param step notes what was done, in words for a person
 * @param limit how long the run may take, waits for time steps aside
 */
public record RunInput(
    Map<String, List<String>> settings,
    LocalDate since,
    Supplier<Secret> username,
    Supplier<Secret> password,
    Supplier<Optional<Secret>> code,
    Runnable stillClaimed,
    Predicate<InvoiceKey> known,
    Predicate<FetchedInvoice> store,
    Consumer<String> step,
    TimeSource time,
    Duration limit) {}
