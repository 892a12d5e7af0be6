// The invoices of the practice portal: which there are, paging, documents.
package de.belegbote.sandbox;

import static de.belegbote.sandbox.RunningPortal.ANNA;
import static de.belegbote.sandbox.RunningPortal.BERTA;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PracticeInvoicesIT {
  @RegisterExtension private final RunningPortal portal = new RunningPortal();

  @Test
  void listsMonthlyInvoicesAndACreditNoteNewestFirst() throws Exception {
    var rows = portal.visitor().signIn(ANNA).rows();
    assertEquals(7, rows.size());
    assertEquals(
        List.of("24.11.2026", "24.10.2026", "14.10.2026", "24.09.2026"),
        rows.stream().limit(4).map(row -> row.get(1)).toList());
    assertEquals("Gutschrift", rows.get(2).get(3));
    assertEquals(6, rows.stream().filter(row -> row.get(3).equals("Rechnung")).count());
    assertEquals(7, rows.stream().map(row -> row.get(0)).distinct().count());
    rows.forEach(row -> assertTrue(row.get(2).matches("(\\d\\.)?\\d{1,3},\\d\\d €"), row.get(2)));
    portal.turn(Duration.ofDays(30));
    var later = portal.visitor().signIn(ANNA).rows();
    assertEquals("24.12.2026", later.get(0).get(1));
    assertEquals(rows, later.subList(1, 8));
  }

  @Test
  void bringsDailyUsersOneMoreEachDay() throws Exception {
    String user = "daily@practice.belegbote.test";
    assertEquals(3, portal.visitor().signIn(user).rows().size());
    portal.turn(Duration.ofDays(1));
    var rows = portal.visitor().signIn(user).rows();
    assertEquals(4, rows.size());
    assertEquals("25.11.2026", rows.get(0).get(1));
  }

  @Test
  void turnsPagesWhereThereAreMany() throws Exception {
    Visitor visitor = portal.visitor().signIn("many@practice.belegbote.test");
    var numbers = new HashSet<String>();
    for (int page = 1; page <= 3; page++) {
      assertEquals(20, visitor.rows().size());
      visitor.rows().forEach(row -> numbers.add(row.get(0)));
      if (page < 3) {
        visitor.open(visitor.read("<a rel=\"next\" href=\"(.*?)\">"));
      }
    }
    assertEquals(60, numbers.size());
    assertFalse(visitor.shows("rel=\"next\""));
    assertTrue(visitor.open("/invoices?page=4").shows("<p class=\"empty\">"));
    assertTrue(visitor.open("/invoices?page=-1'--").shows("rel=\"next\""));
    assertTrue(
        portal.visitor().signIn("empty@practice.belegbote.test").shows("<p class=\"empty\">"));
  }

  @Test
  void servesTheSamePdfEachTime() throws Exception {
    Visitor visitor = portal.visitor().signIn(ANNA);
    var row = visitor.rows().get(2);
    byte[] first = visitor.open(row.get(4)).bytes();
    assertEquals("application/pdf", visitor.header("Content-Type"));
    assertEquals(
        "attachment; filename=\"" + row.get(0) + ".pdf\"", visitor.header("Content-Disposition"));
    assertTrue(new String(first, StandardCharsets.ISO_8859_1).startsWith("%PDF-"));
    try (var document = Loader.loadPDF(first)) {
      String text = new PDFTextStripper().getText(document);
      for (String part : List.of(row.get(0), row.get(1), row.get(2), row.get(3), ANNA)) {
        assertTrue(text.contains(part), text);
      }
    }
    portal.turn(Duration.ofDays(3));
    portal.restart();
    assertArrayEquals(first, portal.visitor().signIn(ANNA).open(row.get(4)).bytes());
    assertEquals(404, portal.visitor().signIn(BERTA).open(row.get(4)).status());
  }
}
