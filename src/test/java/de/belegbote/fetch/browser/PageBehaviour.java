// How pages are opened, looked at and followed, in every engine.
package de.belegbote.fetch.browser;

import static de.belegbote.fetch.browser.BrowserContract.each;
import static de.belegbote.fetch.browser.BrowserContract.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.fetch.browser.PortalBrowser.Page;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

interface PageBehaviour extends BrowserContract {
  @Test
  default void opensPage() {
    site()
        .file("shop.example", "/a", "text/html", Buffer.buffer("<p>hello"), Map.of("X-Part", "7"));
    open("/a?b=c#d");
    assertEquals("https://shop.example/a?b=c#d", top().url());
    assertEquals(200, top().status());
    assertEquals(Optional.of("7"), top().header("x-part"));
    assertEquals(Optional.empty(), top().header("x-other"));
    assertEquals("hello", top().text().strip());
    assertEquals(List.of(), top().ancestors());
  }

  @Test
  default void readsUmlautsAsThePageIsWritten() {
    byte[] latin = "<p id=a>Gebühr für Größe</p>".getBytes(StandardCharsets.ISO_8859_1);
    site()
        .file("shop.example", "/", "text/html; charset=ISO-8859-1", Buffer.buffer(latin), Map.of());
    open("/");
    assertEquals("Gebühr für Größe", the("#a").text());
    show("<meta charset=utf-8><p id=a>Œuvre №€ 漢</p>");
    assertEquals("Œuvre №€ 漢", the("#a").text());
  }

  @Test
  default void tellsTheStatusOfAnErrorPage() {
    site()
        .on(
            "shop.example",
            "/broken",
            request -> {
              request.response().setStatusCode(503).putHeader("Content-Type", "text/html");
              ContractSite.send(request, Buffer.buffer("<p id=sorry>later</p>"));
            });
    open("/broken");
    assertEquals(503, top().status());
    assertEquals("later", the("#sorry").text());
    open("/nothing");
    assertEquals(404, top().status());
  }

  @Test
  default void loadsAnewWhereOnlyTheFragmentDiffers() {
    site().page("/app", "<p>app</p>");
    open("/app#/one");
    open("/app#/one");
    open("/app#/two");
    assertEquals(3, site().askedFor().stream().filter("GET shop.example/app"::equals).count());
    assertEquals("https://shop.example/app#/two", top().url());
  }

  @Test
  default void followsRedirectsToTheLastAddress() {
    site()
        .redirect("shop.example", "/go", 302, "/on")
        .redirect("shop.example", "/on", 307, "https://login.example/in")
        .page("login.example", "/in", "<p id=in>in</p>");
    open("/go");
    assertEquals("https://login.example/in", top().url());
    assertEquals("in", the("#in").text());
  }

  @Test
  default void findsInOrderAndInsideAnElement() {
    show(
        """
        <table><tr class=row><td>1<td><a id=x>one</a><tr class=row><td>2<td><a>two</a></table>
        <a>three</a>\
        """);
    List<Element> rows = top().find("tr.row");
    assertEquals(List.of("one", "two", "three"), each(top().find("a"), Element::text));
    assertEquals(List.of("two"), each(rows.get(1).find("a"), Element::text));
    assertEquals(List.of("1"), each(rows.get(0).find("tr > td:first-child"), Element::text));
    assertEquals(List.of(), top().find("b"));
    assertEquals("a", the("[id='x']").tag());
    assertEquals(Optional.of("x"), the("#x").attribute("id"));
    assertEquals(Optional.empty(), the("#x").attribute("href"));
    assertEquals(the("#x").page().identity(), top().identity());
  }

  @Test
  default void refusesSelectorThatCannotBeRead() {
    show("<p>text</p>");
    fails(Kind.REFUSED, () -> top().find("p[="));
    fails(Kind.REFUSED, () -> the("p").find("::nonsense("));
    assertEquals("text", the("p").text(), "it goes on afterwards");
  }

  @Test
  default void callsControlsAsPeopleDo() {
    show(
        """
        <label for=a>Ihr  Name</label><input id=a> <label>Mail <input id=b></label>
        <input id=c aria-label="Code"> <button id=d> Weiter </button>
        <input id=e type=submit value=Senden> <span id=l>Ort</span><input id=f aria-labelledby=l>
        <a id=g href=/><img alt=Rechnung src=/i.png></a> <input id=h placeholder=Suche>\
        """);
    var labels =
        each(top().find("input, button, a"), element -> element.label().replaceAll("\\s+", " "));
    assertEquals(
        List.of("Ihr Name", "Mail", "Code", "Weiter", "Senden", "Ort", "Rechnung", "Suche"),
        labels);
  }

  @Test
  default void seesWhatPeopleSee() {
    show(
        """
        <style>.off {position: absolute; left: -9999px} .clip {position: absolute; clip: rect(0 0 0 0)}
        .none {display: none} .tiny {width: 1px; height: 1px; overflow: hidden; position: absolute}</style>
        <p class=yes>yes</p> <p class=none>verborgen</p> <p hidden>2</p> <p style="visibility: hidden">3</p>
        <p style="opacity: 0">4</p> <div aria-hidden=true><p>5</p></div> <p class=off>6</p>
        <p class=clip>7</p> <p class=tiny>8</p> <div class=none><p>9</p></div>
        <div style="opacity: 0"><p>10</p></div> <p style="clip-path: inset(50%)">11</p> <p></p>
        <input class=yes> <input type=hidden> <input class=tiny style='padding: 0; border: 0'> <button class=yes>yes</button>\
        """);
    var seen = top().find("p, input, button").stream().filter(Element::visible).toList();
    assertEquals(
        List.of("yes", "yes", "yes"), each(seen, e -> e.attribute("class").orElse("none")));
    assertFalse(top().text().contains("verborgen"), "hidden words are not read");
    assertTrue(top().text().contains("yes"));
  }

  @Test
  default void looksIntoFramesAtAnyDepth() {
    site()
        .page("/", "<p>outer</p><iframe src='https://login.example/frame'></iframe>")
        .page("login.example", "/frame", "<iframe src=/inner></iframe><p>frame</p>")
        .page("login.example", "/inner", "<input id=code>");
    open("/");
    until("all three are there", () -> browser().pages().stream().anyMatch(this::isInner));
    List<Page> pages = browser().pages();
    assertEquals(
        List.of(
            "https://shop.example/", "https://login.example/frame", "https://login.example/inner"),
        pages.stream().map(Page::url).toList());
    assertEquals(
        List.of("https://shop.example/", "https://login.example/frame"),
        pages.get(2).ancestors().stream().map(Page::url).toList());
    assertTrue(pages.get(2).find("#code").get(0).visible());
    assertEquals(List.of(), pages.get(0).find("#code"), "a frame is a document of its own");
    assertEquals(200, pages.get(2).status());
  }

  private boolean isInner(Page page) {
    return page.url().endsWith("/inner") && !page.find("#code").isEmpty();
  }

  @Test
  default void hidesWhatStandsInAHiddenFrame() {
    site()
        .page("/", "<iframe src=/in style='display: none'></iframe>")
        .page("/in", "<p id=p>in</p>");
    open("/");
    until("the frame is there", () -> browser().pages().size() == 2);
    until("its text is there", () -> !browser().pages().get(1).find("#p").isEmpty());
    assertFalse(browser().pages().get(1).find("#p").get(0).visible());
  }

  @Test
  default void looksIntoOpenShadowRootsWhereTheEngineCan() {
    show(
        """
        <div id=host></div><p class=x>light</p><script>
        const root = document.getElementById('host').attachShadow({mode: 'open'});
        root.innerHTML = '<p class=x>shadow</p><div id=inner></div>';
        root.getElementById('inner').attachShadow({mode: 'open'}).innerHTML = '<input class=x>';
        </script>\
        """);
    List<String> expected = seesShadowRoots() ? List.of("p", "input", "p") : List.of("p");
    assertEquals(expected, each(top().find(".x"), Element::tag));
    if (seesShadowRoots()) {
      the("input.x").set("typed");
      assertEquals("typed", the("input.x").value());
      assertTrue(the("input.x").visible());
      assertEquals(2, the("#host").find(".x").size());
    }
  }

  @Test
  default void tellsAReplacedDocumentFromAChangedOne() {
    show("<p id=p>before</p><a id=change href='#x' onclick=\"p.textContent = 'after'\">c</a>");
    Object first = top().identity();
    Element old = the("#p");
    the("#change").click();
    until("it changed", () -> the("#p").text().equals("after"));
    assertEquals("https://shop.example/#x", top().url());
    assertEquals(first, top().identity());
    assertTrue(old.visible());
    open("/?again");
    assertNotEquals(first, top().identity());
    assertFalse(old.visible(), "its document is gone");
    old.click();
    old.set("nothing");
    assertEquals("before", the("#p").text());
  }

  @Test
  default void forgetsAnElementThatWasTakenAway() {
    show("<p id=p>there</p><a id=go href='#' onclick=\"p.remove()\">go</a>");
    Element gone = the("#p");
    the("#go").click();
    until("it is away", () -> !has("#p"));
    assertFalse(gone.visible());
  }

  @Test
  default void followsMetaRefreshAndBaseAddress() {
    site()
        .page("/wait", "<meta http-equiv=refresh content='0; url=/come'>")
        .page("/come", "<base href='https://login.example/deep/'><a id=a href=page>on</a>")
        .page("login.example", "/deep/page", "<p id=there>there</p>");
    open("/wait");
    until("the page went on", () -> top().url().endsWith("/come") && has("#a"));
    the("#a").click();
    until("the link was followed", () -> has("#there"));
    assertEquals("https://login.example/deep/page", top().url());
  }

  @Test
  default void waitsForSlowScriptsAndTheirRequests() {
    site()
        .on(
            "shop.example",
            "/data",
            request -> site().vertx().setTimer(700, late -> words(request)))
        .page(
            "/",
            """
            <p id=p>old</p><script>setTimeout(() => fetch('/data').then(a => a.text())
              .then(t => { document.getElementById('p').textContent = t; }), 300)</script>\
            """);
    open("/");
    until("the request was sent", () -> site().askedFor().contains("GET shop.example/data"));
    assertTrue(browser().busy(), "a request is under way");
    until("the words came", () -> the("#p").text().equals("neu"));
    until("it is quiet", () -> !browser().busy());
  }

  private static void words(io.vertx.core.http.HttpServerRequest request) {
    request.response().putHeader("Content-Type", "text/plain");
    ContractSite.send(request, Buffer.buffer("neu"));
  }

  @Test
  default void goesOnAfterAnErrorInAScriptOfThePage() {
    show(
        """
        <p id=p>0</p><script>nothing.here()</script><script>syntax error here</script>
        <script>document.getElementById('p').textContent = '1'; setTimeout(() => { throw 'x' }, 1);
        Promise.reject(new Error('y'))</script><a id=a href='#' onclick='missing()'>a</a>\
        """);
    assertEquals("1", the("#p").text());
    the("#a").click();
    assertEquals("1", the("#p").text());
  }

  @Test
  default void putsTheNewestTabFirst() {
    site()
        .page("/", "<a id=a href=/two target=_blank rel=opener>two</a>")
        .page("/two", "<p id=two>2</p>");
    open("/");
    the("#a").click();
    until("the tab opened", () -> browser().pages().size() == 2 && has("#two"));
    assertEquals(
        List.of("https://shop.example/two", "https://shop.example/"),
        browser().pages().stream().map(Page::url).toList());
    open("/two?in-the-newest");
    assertEquals(2, browser().pages().size());
    assertEquals("https://shop.example/two?in-the-newest", top().url());
  }
}
