// Reads conditions on rows and answers.
package de.belegbote.portals.recipe;

/** Turns {@code where}, {@code expect} and their like into records. */
final class RowFilterReader {
  private RowFilterReader() {}

  /** A condition on an answer: anything may be asked. */
  static RowFilter read(Item item) {
    return new RowFilter(
        item.find("present").map(css -> new Selector(css.strings())),
        item.strings("text"),
        item.find("json").map(RowFilterReader::path),
        item.strings("is"),
        item.items("status").stream().map(Item::number).toList(),
        item.strings("type"),
        item.find("not").map(RowFilterReader::read));
  }

  /** A condition on a row, which is either an element or a JSON value. */
  static RowFilter read(Item item, boolean json) {
    for (String key : java.util.List.of("present", "text")) {
      if (json && item.has(key)) {
        throw item.get(key).wrong("a row of a JSON answer is told by json and is");
      }
    }
    if (!json && item.has("json")) {
      throw item.get("json").wrong("json needs a JSON answer");
    }
    var unused = item.find("not").map(not -> read(not, json));
    return read(item);
  }

  static JsonPath path(Item item) {
    return Parts.reading(item, () -> JsonPath.of(item.string()));
  }
}
