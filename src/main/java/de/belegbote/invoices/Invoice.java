// One fetched document and what is known about it.
package de.belegbote.invoices;

import de.belegbote.platform.OutsideText;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * An invoice, receipt, credit note or statement as a portal issued it; never changed once stored.
 *
 * @param identity what makes it the same one again at its portal, as the recipe states it; null
 *     where the recipe knows none, then the bytes decide
 * @param number the portal's own
 * @param amount with the currency it is in (ISO 4217); null where the portal shows none
 * @param dueDate or null
 * @param title or null
 * @param document where its bytes lie
 */
public record Invoice(
    UUID id,
    UUID companyId,
    UUID portalAccountId,
    UUID loginId,
    String portalId,
    Kind kind,
    String identity,
    String number,
    LocalDate date,
    BigDecimal amount,
    String currency,
    LocalDate dueDate,
    String title,
    DocumentStore.Stored document,
    Source source,
    Instant createdAt) {

  private static final int MOST_DECIMALS = 4;
  private static final int MOST_DIGITS_BEFORE = 15;

  /**
   * Cleans what the portal wrote.
   *
   * @throws IllegalArgumentException when no number is left, or the amount cannot be money: over 15
   *     digits before or over 4 after the point
   */
  public Invoice {
    number = OutsideText.clean(number);
    title = title == null ? null : OutsideText.clean(title);
    if (number.isEmpty()) {
      throw new IllegalArgumentException("An invoice needs a number");
    }
    if (amount != null
        && (amount.scale() > MOST_DECIMALS
            || amount.precision() - amount.scale() > MOST_DIGITS_BEFORE)) {
      throw new IllegalArgumentException("The amount has too many digits");
    }
  }

  /** As the contract shows it. */
  JsonObject json() {
    var json =
        new JsonObject()
            .put("id", id.toString())
            .put("companyId", companyId.toString())
            .put("portalAccountId", portalAccountId.toString())
            .put("loginId", loginId.toString())
            .put("portalId", portalId)
            .put("number", number)
            .put("date", date.toString())
            .put("kind", kind.text())
            .put("document", documentJson())
            .put("source", source.json())
            .put("createdAt", createdAt.toString());
    if (amount != null) {
      json.put("amount", amount.toPlainString());
    }
    if (currency != null) {
      json.put("currency", currency);
    }
    if (dueDate != null) {
      json.put("dueDate", dueDate.toString());
    }
    if (title != null) {
      json.put("title", title);
    }
    return json;
  }

  private JsonObject documentJson() {
    return new JsonObject()
        .put("sha256", document.sha256())
        .put("size", document.size())
        .put("contentType", document.contentType())
        .put("href", "/v1/invoices/" + id + "/document");
  }

  /** What a document is. */
  public enum Kind {
    INVOICE,
    RECEIPT,
    CREDIT_NOTE,
    STATEMENT;

    /** As it stands in rows, recipes and answers: {@code credit_note}. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The kind of that text; an IllegalArgumentException for any other. */
    public static Kind of(String text) {
      return valueOf(text.toUpperCase(java.util.Locale.ROOT));
    }
  }

  /**
   * Where a document came from.
   *
   * @param address at the portal; query and fragment, which may hold tokens, are cut off
   * @param recipe with version, such as {@code practice@1}
   */
  public record Source(String address, Instant fetchedAt, String recipe, UUID fetchId) {
    public Source {
      address = address.replaceFirst("(?s)[?#].*", "");
    }

    private JsonObject json() {
      return new JsonObject()
          .put("address", address)
          .put("fetchedAt", fetchedAt.toString())
          .put("recipe", recipe)
          .put("fetchId", fetchId.toString());
    }
  }
}
