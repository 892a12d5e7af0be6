// What counts as a document.
package de.belegbote.invoices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
  @Test
  void keepsPdfFromItsStartOn() {
    var document = Document.of(Buffer.buffer("\r\njunk%PDF-1.7 body"));
    assertEquals(Document.Type.PDF, document.type());
    assertEquals("%PDF-1.7 body", document.bytes().toString());
  }

  @Test
  void findsPdfThatStartsWithinTheFirst1024BytesOnly() {
    assertEquals(
        Document.Type.PDF, Document.of(Buffer.buffer(" ".repeat(1_019) + "%PDF-1.4")).type());
    assertEquals(
        Problem.UNSUPPORTED_MEDIA_TYPE, refusal(Buffer.buffer(" ".repeat(1_020) + "%PDF-1.4")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<?xml version=\"1.0\"?>\n<!-- by us --><ubl:Invoice xmlns:ubl=\"urn:ubl\"><a/></ubl:Invoice>",
        "\uFEFF<rsm:CrossIndustryInvoice xmlns:rsm=\"urn:cii\"/>",
        "<!DOCTYPE cXML SYSTEM \"http://127.0.0.1:1/cXML.dtd\"><cXML>&unknown;</cXML>"
      })
  void takesXml(String text) {
    var document = Document.of(Buffer.buffer(text));
    assertEquals(Document.Type.XML, document.type());
    assertEquals(text, document.bytes().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain text",
        "<!DOCTYPE html><html><body>Please sign in</body></html>",
        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head/></html>",
        "<HTML></HTML>",
        "{\"error\": \"gone\"}",
        "<?xml version=\"1.0\"?>",
        "PK\u0003\u0004 a zip"
      })
  void refusesWhatIsNeitherPdfNorXml(String text) {
    assertEquals(Problem.UNSUPPORTED_MEDIA_TYPE, refusal(Buffer.buffer(text)));
  }

  @Test
  void readsNoFileThroughAnEntity() {
    String text =
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\"><!ENTITY y \"html\">]><a>&x;</a>";
    assertEquals(text, Document.of(Buffer.buffer(text)).bytes().toString());
  }

  @Test
  void refusesMoreThanTheLimit() {
    var most = Buffer.buffer("%PDF-").appendBytes(new byte[Document.MOST_BYTES - 5]);
    assertEquals(Document.MOST_BYTES, Document.of(most).bytes().length());
    assertEquals(Problem.TOO_LARGE, refusal(most.appendByte((byte) 0)));
  }

  @Test
  void hashesWhatIsKept() {
    // printf '%%PDF-' | sha256sum
    assertEquals(
        "38523c087796e5d5dd1cf9bad1fb026781a838dd9dd2cf8af58b9f6502a46778",
        Document.of(Buffer.buffer("x%PDF-")).sha256());
  }

  private static Problem refusal(Buffer bytes) {
    return assertThrows(Failure.class, () -> Document.of(bytes)).problem();
  }
}
