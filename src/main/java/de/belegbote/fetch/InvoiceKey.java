// What makes it the same invoice again.
package de.belegbote.fetch;

/**
 * The portal's own name of a document.
 *
 * @param kind invoice, receipt, credit_note or statement
 * @param identity as the recipe states it, mostly the number
 */
public record InvoiceKey(String kind, String identity) {}
