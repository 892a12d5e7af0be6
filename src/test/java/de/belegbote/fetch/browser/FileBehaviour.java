// How files are caught that a click brings, in every engine.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

interface FileBehaviour extends BrowserContract {
  private void attachment(String path, String disposition) {
    site()
        .file(
            "shop.example",
            path,
            "application/pdf",
            PDF,
            Map.of("Content-Disposition", disposition));
  }

  private void isPdf(Answer answer, String url) {
    assertArrayEquals(PDF.getBytes(), answer.body().getBytes());
    assertEquals(200, answer.status());
    assertEquals(url, answer.url());
    assertEquals(Optional.of("application/pdf"), answer.header("content-type"));
  }

  @Test
  default void catchesAttachmentOfALinkAndKeepsThePage() {
    attachment("/a.pdf", "attachment; filename=\"rechnung.pdf\"");
    show("<a id=a href=/a.pdf>a</a>");
    assertFalse(browser().download().isPresent());
    Object before = top().identity();
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
    assertEquals(before, top().identity());
    assertTrue(the("#a").visible());
  }

  @Test
  default void keepsTheNameThatThePortalGives() {
    String name = "attachment; filename=\"x.pdf\"; filename*=UTF-8''Rechnung%20%C3%9C.pdf";
    attachment("/a.pdf", name);
    show("<a id=a href=/a.pdf>a</a>");
    the("#a").click();
    assertEquals(Optional.of(name), download().header("content-disposition"));
  }

  @Test
  default void catchesWhatAButtonSends() {
    attachment("/file", "attachment");
    show(
        "<form method=post action=/file><input type=hidden name=id"
            + " value=4><button>b</button></form>");
    the("button").click();
    isPdf(download(), "https://shop.example/file");
    assertEquals("id=4", site().only("POST shop.example/file").body());
  }

  @Test
  default void catchesAttachmentOfANewTab() {
    attachment("/a.pdf", "attachment");
    show("<a id=a href=/a.pdf target=_blank>a</a>");
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
  }

  @Test
  default void catchesPdfThatIsShownInTheTab() {
    site().file("shop.example", "/a.pdf", "application/pdf", PDF, Map.of());
    show("<a id=a href=/a.pdf>a</a>");
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
  }

  @Test
  default void catchesPdfThatIsShownInANewTab() {
    site().file("shop.example", "/a.pdf", "application/pdf", PDF, Map.of());
    show("<a id=a href='#' onclick=\"window.open('/a.pdf')\">a</a>");
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
  }

  @Test
  default void catchesXmlInANewTab() {
    Buffer xml = Buffer.buffer("<?xml version='1.0'?><Invoice>ü</Invoice>");
    site().file("shop.example", "/a.xml", "application/xml", xml, Map.of());
    show("<a id=a href=/a.xml target=_blank>a</a>");
    the("#a").click();
    Answer answer = download();
    assertEquals(xml.toString(), answer.body().toString());
    assertEquals("https://shop.example/a.xml", answer.url());
  }

  @Test
  default void followsRedirectsToAFile() {
    attachment("/a.pdf", "attachment");
    site().redirect("shop.example", "/go", 302, "/a.pdf");
    show("<a id=a href=/go>a</a>");
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
  }

  @Test
  default void catchesWhatAScriptLeadsTo() {
    attachment("/a.pdf", "attachment");
    show("<a id=a href='#' onclick=\"setTimeout(() => { location.href = '/a.pdf' }, 100)\">a</a>");
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
  }

  @Test
  default void forgetsAFileWithTheNextClick() {
    attachment("/a.pdf", "attachment");
    site().page("/", "<a id=a href=/a.pdf>a</a><a id=b href='#'>b</a>");
    open("/");
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
    the("#b").click();
    assertFalse(browser().download().isPresent());
    the("#a").click();
    isPdf(download(), "https://shop.example/a.pdf");
  }

  @Test
  default void bringsNoFileWhereAPageComes() {
    site().page("/page", "<p id=p>sorry</p>");
    show("<a id=a href=/page>a</a>");
    the("#a").click();
    until("the page came", () -> has("#p"));
    assertFalse(browser().download().isPresent());
  }

  @Test
  default void refusesAFileThatIsTooLarge() {
    var limits = new BrowserSettings.Limits(10, 200_000, Duration.ofSeconds(20));
    site().page("/", "<a id=a href=/big>a</a>");
    site()
        .file(
            "shop.example",
            "/big",
            "application/pdf",
            Buffer.buffer(new byte[3_000_000]),
            Map.of("Content-Disposition", "attachment"));
    try (var small = another(Duration.ofSeconds(40), limits)) {
      small.open("https://shop.example/");
      var link = small.pages().get(0).find("#a").get(0);
      BrowserContract.fails(
          Kind.TOO_MUCH,
          () -> {
            link.click();
            for (int i = 0; i < 100; i++) {
              assertFalse(small.download().isPresent(), "it was taken");
              small.idle(Duration.ofMillis(50));
            }
          });
    }
  }
}
