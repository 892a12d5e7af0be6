// Google's sign-in as all of its portals show it.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A part of a portal, as the fact sheets of Google's portals tell: the address first, each
 * challenge at an address of its own, one session for all hosts under google.com.
 */
final class GoogleSignIn {
  static final String HOST = "accounts.google.com";

  private static final String HERE = "https://" + HOST;
  private static final String CHALLENGE = "/v3/signin/challenge/";
  private static final String PASSWORD = "password is due";
  private static final String CODE = "code is due";
  private static final String CHOOSER = "account chooser first";
  private static final String PASSKEY = "passkey before the password";
  private static final String PUSH = "push before the code";
  private static final String PHONE_ONLY = "phone and nothing else";
  private static final String CAPTCHA = "captcha";
  private static final String UNKNOWN = "address that Google does not know";

  private final LabPortal portal;
  private final String service;

  /**
   * @param service where it leads back to, an address
   */
  GoogleSignIn(LabPortal portal, String service) {
    this.portal = portal;
    this.service = service;
    page("/v3/signin/identifier", "identifier");
    page("/v3/signin/accountchooser", "chooser");
    page(CHALLENGE + "pwd", "password");
    page(CHALLENGE + "pk", "passkey");
    page(CHALLENGE + "dp", "push");
    page(CHALLENGE + "selection", "first");
    page(CHALLENGE + "totp", "code");
    portal.script(HERE + "/lab/identifier", this::identifier, "identifier");
    portal.script(HERE + "/lab/password", this::password, "Passwd");
    portal.script(HERE + "/lab/code", this::code, "totpPin");
  }

  /** Those of a portal, and its own traps where it is the first portal that uses it. */
  static List<Situation> with(String id, Situation... own) {
    return LabPortals.isFirstOfItsSignIn(id)
        ? Stream.concat(Stream.of(own), traps()).toList()
        : List.of(own);
  }

  private static Stream<Situation> traps() {
    return Stream.of(
        new Situation(CHOOSER, FetchOutcome.OK),
        new Situation(PASSKEY, FetchOutcome.OK),
        new Situation(PUSH, FetchOutcome.OK),
        new Situation(PHONE_ONLY, FetchOutcome.CODE_NEEDED_ELSEWHERE),
        new Situation(CAPTCHA, FetchOutcome.CAPTCHA),
        new Situation(UNKNOWN, FetchOutcome.LOGIN_REJECTED));
  }

  /** Sends a stranger here. */
  Reply elsewhere() {
    return Reply.redirect(
        HERE + "/v3/signin/" + (portal.plays(CHOOSER) ? "accountchooser" : "identifier"));
  }

  private void page(String path, String first) {
    portal.get(
        HERE + path,
        visit -> {
          boolean field = List.of("password", "code").contains(first);
          boolean early = (field || first.equals("push")) && !visit.session().is(due(first));
          boolean second = first.equals("first") && visit.session().is(CODE);
          return early
              ? elsewhere()
              : Spa.page(visit, "Sign in", second ? "methods" : first, parts());
        });
  }

  private static String due(String part) {
    return part.equals("password") ? PASSWORD : CODE;
  }

  // A field stands nine boxes deep, beside the place for what is wrong with it.
  private static String field(String wrong, String id, int depth, String input) {
    return "<div>"
        + "<div>".repeat(depth)
        + input
        + "</div>".repeat(depth)
        + "<div aria-live=\"polite\">"
        + (wrong.isEmpty() ? "" : "<div id=\"" + id + "\"><span>" + wrong + "</span></div>")
        + "</div></div>";
  }

  private static String actions(String attributes, String next, String way) {
    String other =
        way.isEmpty()
            ? ""
            : "<button type=\"button\" data-go=\"" + way + "\">Try another way</button>";
    return "<div %s>%s<div><div><div><div>%s</div></div></div></div></div>"
        .formatted(attributes, next, other);
  }

  private static String form(String send, String field, String next) {
    return "<form data-send=\"%s\"><main>%s%s</main></form>"
        .formatted(
            send,
            field,
            actions(
                "data-primary-action-label=\"Next\" data-secondary-action-label=\"Try another"
                    + " way\"",
                "<div id=\"%s\"><button type=\"submit\">Next</button></div>".formatted(next),
                CHALLENGE + "selection"));
  }

  private static String other(String text, String way) {
    String label = way.isEmpty() ? "" : "data-secondary-action-label=\"Try another way\"";
    return "<main><p>%s</p>%s</main>".formatted(text, actions(label, "", way));
  }

  private static String identifierForm(String wrong, boolean captcha) {
    String shown = captcha ? "" : " style=\"display: none\"";
    return form(
        "/lab/identifier",
        field(
                wrong,
                "identifierError",
                4,
                "<input type=\"email\" id=\"identifierId\" name=\"identifier\""
                    + " aria-disabled=\"false\">")
            + "<img id=\"captchaimg\" alt=\"captcha\" src=\"data:,\"%s>".formatted(shown),
        "identifierNext");
  }

  private static String passwordForm(String wrong) {
    return form(
        "/lab/password",
        field(
            wrong,
            "passwordError",
            8,
            "<input type=\"password\" name=\"Passwd\" aria-disabled=\"false\">"),
        "passwordNext");
  }

  private Map<String, String> parts() {
    return Map.ofEntries(
        Map.entry(
            "chooser",
            """
            <c-wiz><main><ul><li><div data-identifier="somebody@company.example">Somebody</div></li>
            <li data-show="identifier"><div role="link">Use another account</div></li></ul></main></c-wiz>
            """),
        Map.entry("identifier", identifierForm("", portal.plays(CAPTCHA))),
        Map.entry("unknown", identifierForm("Couldn't find your Google Account", false)),
        Map.entry("password", passwordForm("")),
        Map.entry("wrong", passwordForm("Wrong password. Try again.")),
        Map.entry(
            "passkey",
            other("Use your passkey to confirm it's really you", CHALLENGE + "selection")),
        Map.entry(
            "push",
            other("Check your phone", portal.plays(PHONE_ONLY) ? "" : CHALLENGE + "selection")),
        Map.entry(
            "first",
            """
            <section><ul><li><div data-action="selectchallenge" data-challengetype="53">Use your passkey</div></li>
            <li><div data-action="selectchallenge" data-challengetype="1" data-go="%spwd">Enter your password</div></li>
            </ul></section>
            """
                .formatted(CHALLENGE)),
        Map.entry(
            "methods",
            """
            <section><ul>
            <li><div data-action="selectchallenge" data-challengetype="39">Tap Yes on your phone</div></li>
            <li><div data-action="selectchallenge" data-challengetype="9" aria-disabled="true">Text message</div></li>
            <li><div data-action="selectchallenge" data-challengetype="6" data-go="%stotp">Use your Authenticator app</div></li>
            </ul></section>
            """
                .formatted(CHALLENGE)),
        Map.entry("code", code("")),
        Map.entry("refused", code("<p>Wrong code. Try again.</p>")));
  }

  private static String code(String wrong) {
    return form(
        "/lab/code",
        wrong + "<div><input type=\"tel\" id=\"totpPin\" name=\"totpPin\"></div>",
        "totpNext");
  }

  private Reply identifier(Visit visit) {
    if (portal.plays(UNKNOWN)) {
      return Spa.show("unknown");
    }
    if (portal.plays(CAPTCHA)) {
      return portal.unstated("an address without what the captcha shows");
    }
    visit.session().mark(PASSWORD);
    visit.session().mark("address " + visit.json().getString("identifier"));
    return portal.plays(PASSKEY) ? Spa.go(CHALLENGE + "pk") : Spa.go(CHALLENGE + "pwd");
  }

  private Reply password(Visit visit) {
    String user = visit.session().is("address " + portal.user()) ? portal.user() : "";
    if (!portal.isPassword(user, visit.json().getString("Passwd"))) {
      return Spa.show("wrong");
    }
    visit.session().mark(CODE);
    boolean phone = portal.plays(PUSH) || portal.plays(PHONE_ONLY);
    return Spa.go(CHALLENGE + (phone ? "dp" : "totp"));
  }

  // No source tells how a wrong code is answered: the page stays, with words that no recipe knows.
  private Reply code(Visit visit) {
    if (!visit.session().is(CODE)) {
      return portal.unstated("a code before the password");
    }
    if (!portal.isCode(visit.json().getString("totpPin"))) {
      return Spa.show("refused");
    }
    portal.signIn(visit);
    return Spa.go(service);
  }
}
