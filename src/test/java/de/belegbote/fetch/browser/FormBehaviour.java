// How fields are filled and forms sent, in every engine.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

interface FormBehaviour extends BrowserContract {
  private static void type(PortalBrowser.Element field, String text) {
    field.type(new Secret(text), () -> {});
  }

  @Test
  default void typesKeyByKeyAndAsksBeforeEach() {
    show(
        """
        <input id=a value=old><p id=log></p><script>
        const a = document.getElementById('a'), log = document.getElementById('log');
        for (const kind of ['keydown', 'input', 'keyup'])
          a.addEventListener(kind, e => { log.textContent += e.type[0] + a.value + ' '; });
        </script>\
        """);
    List<String> asked = new ArrayList<>();
    the("#a").type(new Secret("pä9"), () -> asked.add(the("#a").value()));
    assertEquals("pä9", the("#a").value());
    assertEquals(List.of("", "p", "pä"), asked);
    // The first is the emptying; what comes before and after a key may differ.
    String log = the("#log").text();
    assertTrue(log.contains("ip ") && log.contains("ipä ") && log.contains("ipä9 "), log);
    assertTrue(log.contains("kp "), log);
  }

  @Test
  default void typesNothingMoreWhenTheGuardObjects() {
    show("<input id=a type=password>");
    List<String> asked = new ArrayList<>();
    assertThrows(
        IllegalStateException.class,
        () ->
            the("#a")
                .type(
                    new Secret("secret"),
                    () -> {
                      asked.add("?");
                      if (asked.size() == 3) {
                        throw new IllegalStateException("not here");
                      }
                    }));
    assertEquals("se", the("#a").value());
  }

  @Test
  default void fillsSixBoxesThatMoveOnByThemselves() {
    show(
        """
        <form action=/code><div id=boxes></div></form><script>
        const boxes = document.getElementById('boxes');
        for (let i = 0; i < 6; i++) boxes.innerHTML += '<input class=box maxlength=1 name=d' + i + '>';
        const all = [...document.querySelectorAll('.box')];
        all.forEach((box, i) => box.addEventListener('input', () => { if (all[i + 1]) all[i + 1].focus(); }));
        </script>\
        """);
    List<PortalBrowser.Element> boxes = top().find(".box");
    assertEquals(6, boxes.size());
    for (int i = 0; i < 6; i++) {
      type(boxes.get(i), Integer.toString(9 - i));
    }
    assertEquals(
        List.of("9", "8", "7", "6", "5", "4"),
        BrowserContract.each(top().find(".box"), PortalBrowser.Element::value));
  }

  @Test
  default void setsControlsOfAnyKindAndTellsTheScripts() {
    show(
        """
        <select id=s><option value=1>eins<option value=2>zwei</select> <input id=h type=hidden value=x>
        <input id=c type=checkbox> <input id=r type=radio name=r value=a checked>
        <input id=q type=radio name=r value=b> <textarea id=t>old</textarea> <input id=n type=date>
        <p id=log></p><script>
        document.addEventListener('change', e => { document.getElementById('log').textContent += e.target.id; });
        </script>\
        """);
    the("#s").set("2");
    the("#h").set("y");
    the("#c").set("true");
    the("#q").set("b");
    the("#t").set("grün\nblau");
    the("#n").set("2026-11-24");
    assertEquals("2", the("#s").value());
    assertEquals("y", the("#h").value());
    assertEquals("grün\nblau", the("#t").value());
    assertEquals("2026-11-24", the("#n").value());
    assertEquals(1, top().find("#c:checked").size());
    assertEquals(0, top().find("#r:checked").size());
    assertEquals(1, top().find("#q:checked").size());
    String log = the("#log").text();
    for (String id : List.of("s", "h", "c", "q", "t", "n")) {
      assertTrue(log.contains(id), id + " told nobody: " + log);
    }
    the("#c").set("true");
    assertEquals(1, top().find("#c:checked").size(), "set, never toggled");
    the("#c").set("false");
    assertEquals(0, top().find("#c:checked").size());
  }

  @Test
  default void sendsAFormByItsButton() {
    show(
        """
        <form method=post action=/in?x=1><input name=user> <input type=hidden name=csrf value='a b'>
        <button name=how value=fast>Weiter</button></form>\
        """);
    site().page("/in", "<p id=done>done</p>");
    type(the("[name=user]"), "Müller & Söhne");
    the("button").click();
    until("it was sent", () -> has("#done"));
    var sent = site().only("POST shop.example/in?x=1");
    assertEquals("user=M%C3%BCller+%26+S%C3%B6hne&csrf=a+b&how=fast", sent.body());
    assertEquals("application/x-www-form-urlencoded", sent.headers().get("content-type"));
  }

  @Test
  default void sendsAFormAsEnterWould() {
    site().page("/in", "<p id=done>done</p>");
    show(
        """
        <form action=/in><input id=a name=a value=1>
        <button type=submit name=b value=2 style='display: none'>hidden</button></form>\
        """);
    the("#a").submit();
    until("it was sent by its hidden button", () -> has("#done"));
    site().only("GET shop.example/in?a=1&b=2");
    show("<form id=f action=/in><input id=a name=a value=3></form>");
    the("#f").submit();
    until("it was sent without a button", () -> has("#done"));
    site().only("GET shop.example/in?a=3");
  }

  @Test
  default void letsAScriptHoldAFormBack() {
    show(
        """
        <form action=/in onsubmit="document.getElementById('p').textContent = 'held'; return false">
        <input id=a name=a><button>Go</button></form><p id=p></p>\
        """);
    the("button").click();
    until("the script heard of it", () -> the("#p").text().equals("held"));
    the("#a").submit();
    until("it is quiet", () -> !browser().busy());
    assertEquals("https://shop.example/", top().url());
    assertEquals(List.of("GET shop.example/"), site().askedFor());
  }

  @Test
  default void tellsWhereAFormSendsTo() {
    show(
        """
        <base href='https://login.example/a/'><form action=in><input id=a><button id=b>1</button></form>
        <form action='https://shop.example/x'><input id=c><button id=d formaction='https://evil.example/y'>2
        </button></form><form><input id=e></form><input id=f>\
        """);
    assertEquals(Optional.of("https://login.example/a/in"), the("#a").formAction());
    assertEquals(Optional.of("https://login.example/a/in"), the("#b").formAction());
    assertEquals(
        Optional.of("https://evil.example/y"),
        the("#c").formAction(),
        "of the button that Enter presses");
    assertEquals(Optional.of("https://evil.example/y"), the("#d").formAction());
    assertEquals(Optional.of("https://shop.example/"), the("#e").formAction());
    assertEquals(Optional.empty(), the("#f").formAction());
  }

  @Test
  default void readsValuesAsTheyAreNow() {
    show(
        """
        <input id=a value=one><select id=s><option value=x>1<option value=y selected>2</select>
        <textarea id=t> two </textarea><p id=p>p</p>
        <script>document.getElementById('a').value = 'other'</script>\
        """);
    assertEquals("other", the("#a").value());
    assertEquals(Optional.of("one"), the("#a").attribute("value"));
    assertEquals("y", the("#s").value());
    assertEquals(" two ", the("#t").value());
    assertEquals("", the("#p").value());
  }

  @Test
  default void typesIntoAFrame() {
    site()
        .page("/", "<iframe src='https://login.example/frame'></iframe><input id=outer autofocus>")
        .page("login.example", "/frame", "<form action=/in><input id=pw type=password></form>");
    open("/");
    until(
        "the frame is there",
        () -> browser().pages().size() == 2 && !browser().pages().get(1).find("#pw").isEmpty());
    var field = browser().pages().get(1).find("#pw").get(0);
    type(field, "pass");
    assertEquals("pass", field.value());
    assertEquals("", the("#outer").value());
    assertEquals(Optional.of("https://login.example/in"), field.formAction());
  }

  @Test
  default void clicksWhatAScriptListensTo() {
    show(
        """
        <div id=d style='width: 40px; height: 20px' onclick="p.textContent += 'd'">
        <span id=s onclick="p.textContent += 's'">x</span></div><p id=p></p>\
        """);
    the("#s").click();
    until("both heard it", () -> the("#p").text().equals("sd"));
  }

  @Test
  default void dismissesDialogs() {
    show(
        """
        <p id=p></p><a id=a href='#' onclick="alert('Hallo');
        p.textContent = 'alert ' + confirm('Sicher?') + ' ' + prompt('Name?', 'x')">a</a>\
        """);
    the("#a").click();
    until("the script went on", () -> !the("#p").text().isEmpty());
    assertEquals("alert false null", the("#p").text());
  }

  @Test
  default void leavesAPageThatWouldRatherBeKept() {
    site().page("/next", "<p id=next>next</p>");
    show(
        "<a id=a href=/next>next</a><script>onbeforeunload = e => { e.preventDefault(); return"
            + " 'Stay?'; }</script>");
    the("#a").click();
    until("the next page came", () -> has("#next"));
    open("/next");
    assertEquals("next", the("#next").text());
  }
}
