// Reads the fields of a row.
package de.belegbote.fetch;

import de.belegbote.platform.OutsideText;
import de.belegbote.portals.recipe.Amounts;
import de.belegbote.portals.recipe.Dates;
import de.belegbote.portals.recipe.Invoices;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Template;
import de.belegbote.portals.recipe.TemplateException;
import de.belegbote.portals.recipe.Value;
import de.belegbote.portals.recipe.Value.Notation;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A field that is missing or cannot be read fails its row; nothing is guessed. */
final class RowReader {
  private static final int MOST_CHARACTERS = 200;

  private final Invoices block;
  private final Locale language;
  private final Map<String, String> values;

  /**
   * @param language of dates and amounts where the recipe says no other
   * @param values what templates may use beside the row's fields
   */
  RowReader(Invoices block, Locale language, Map<String, String> values) {
    this.block = block;
    this.language = language;
    this.values = values;
  }

  /** Throws {@link RowFailed}, naming the field. */
  ReadRow read(Row row) {
    var named = new HashMap<>(values);
    var found = new HashMap<String, Value.Found>();
    // Those that are made from others come after them.
    block.fields().forEach((name, value) -> read(row, name, value, false, named, found));
    block.fields().forEach((name, value) -> read(row, name, value, true, named, found));
    String kind = Optional.ofNullable(found.get("kind")).map(Value.Found::text).orElse("invoice");
    if (!Invoices.KINDS.contains(kind)) {
      throw new RowFailed("kind is none that is known");
    }
    Optional<String> currency = Optional.ofNullable(found.get("currency")).map(RowReader::currency);
    return new ReadRow(
        new InvoiceKey(kind, identity(named)),
        line("number", found.get("number").text()),
        date("date", found.get("date")),
        Optional.ofNullable(found.get("amount")).map(amount -> amount(amount, currency)),
        currency,
        Optional.ofNullable(found.get("due")).map(due -> date("due", due)),
        Optional.ofNullable(found.get("title")).map(t -> OutsideText.clean(t.text())),
        rowsOwn(named));
  }

  // What is known around the row stays with whoever knows it, and where it may go.
  private static Map<String, String> rowsOwn(Map<String, String> named) {
    var own = new HashMap<String, String>();
    named.forEach(
        (name, text) -> {
          if (name.startsWith("row.")) {
            own.put(name, text);
          }
        });
    return Map.copyOf(own);
  }

  private static void read(
      Row row,
      String name,
      Value value,
      boolean composed,
      Map<String, String> named,
      Map<String, Value.Found> found) {
    if (value.isComposed() != composed) {
      return;
    }
    Optional<Value.Found> read = value.read(row, named);
    if (read.isEmpty() && !value.optional()) {
      throw new RowFailed("field " + name + " is not there");
    }
    read.ifPresent(
        one -> {
          found.put(name, one);
          named.put("row." + name, one.text());
          one.members().forEach((member, text) -> named.put("row." + name + "." + member, text));
        });
  }

  private String identity(Map<String, String> named) {
    try {
      return line(
          "identity",
          block.identity().stream()
              .map((Template part) -> part.text(named))
              .collect(Collectors.joining(" ")));
    } catch (TemplateException missing) {
      if (missing.name().startsWith("row.")) {
        throw new RowFailed("identity: " + missing.getMessage());
      }
      throw missing;
    }
  }

  // Not cut: two that differ only in the end would become one.
  private static String line(String name, String text) {
    String clean = OutsideText.clean(text);
    if (clean.isEmpty() || text.strip().length() > MOST_CHARACTERS) {
      throw new RowFailed(name + " is empty or longer than " + MOST_CHARACTERS + " characters");
    }
    return clean;
  }

  private LocalDate date(String name, Value.Found found) {
    Notation by = found.by().by();
    var whole =
        new Notation(
            by.formats().isEmpty() ? List.of("iso") : by.formats(),
            by.locales().isEmpty() ? List.of(language) : by.locales(),
            by.zone(),
            by.lastDay(),
            by.minor());
    return Dates.read(found.text(), whole)
        .orElseThrow(() -> new RowFailed("field " + name + " is no date of its format"));
  }

  private BigDecimal amount(Value.Found found, Optional<String> currency) {
    Value.Reading by = found.by();
    List<Locale> locales = by.by().locales().isEmpty() ? List.of(language) : by.by().locales();
    BigDecimal amount =
        (by.plain() ? Amounts.plain(found.text()) : Amounts.read(found.text(), locales))
            .orElseThrow(() -> new RowFailed("field amount is no amount of its notation"));
    return by.by().minor() ? amount.movePointLeft(digits(currency)) : amount;
  }

  // How many digits a currency's minor unit has (ISO 4217, as the JDK knows it).
  private static int digits(Optional<String> currency) {
    try {
      int digits =
          currency.map(c -> java.util.Currency.getInstance(c).getDefaultFractionDigits()).orElse(2);
      return Math.max(digits, 0);
    } catch (IllegalArgumentException unknown) {
      throw new RowFailed("field currency is none whose minor unit is known");
    }
  }

  private static String currency(Value.Found found) {
    String code = found.text().toUpperCase(Locale.ROOT);
    if (!code.matches("[A-Z]{3}")) {
      throw new RowFailed("field currency is no code of three letters (ISO 4217)");
    }
    return code;
  }
}
