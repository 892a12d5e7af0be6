// PayPal's sign-in as its portals share it.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * As the fact sheet paypal tells: e-mail address, password, a box for each digit, and an
 * advertisement before the account.
 */
final class PaypalSignIn {
  private static final Situation CAPTCHA = new Situation("captcha", FetchOutcome.CAPTCHA, true);
  private static final Situation OLDER = new Situation("one box", FetchOutcome.OK, true);
  private static final Situation SMS =
      new Situation("SMS preset", FetchOutcome.CODE_NEEDED_ELSEWHERE, true);
  private static final Situation PROMO = new Situation("advertisement", FetchOutcome.OK, true);
  static final Situation BUSINESS =
      new Situation("business account", FetchOutcome.NOT_SUPPORTED, true);
  private static final String CODE = "code is due";
  private static final String HOME = "/myaccount/summary";

  private final LabPortal portal;

  PaypalSignIn(LabPortal portal) {
    this.portal = portal;
    portal.get("/signin", this::signin);
    portal.script("/lab/email", visit -> Spa.show("password"), "login_email");
    portal.script("/lab/password", this::password, "login_password");
    portal.get(
        "/auth/validatecaptcha", visit -> Reply.page("Security Challenge", "<p>Captcha</p>"));
    portal.get("/authflow/twofactor", visit -> code(visit, false));
    portal.form("/authflow/twofactor", this::sent);
    portal.inside("/lab/promo", visit -> Reply.page("New", "<h1>Try our card</h1>"));
    portal.inside(HOME, visit -> Reply.page("Summary", "<h1>Balance</h1>"));
    portal.inside("/mep/dashboard", visit -> Reply.page("Business", "<h1>Dashboard</h1>"));
  }

  /** Its own traps. */
  static List<Situation> situations() {
    return List.of(CAPTCHA, OLDER, SMS, PROMO);
  }

  private boolean plays(Situation situation) {
    return portal.plays(situation.name());
  }

  private Reply signin(Visit visit) {
    return portal.isSignedIn(visit)
        ? Reply.redirect(plays(BUSINESS) ? "/mep/dashboard" : HOME)
        : Spa.page(
            visit,
            "Log in",
            "email",
            Map.of(
                "email",
                """
                <form data-send="/lab/email"><input id="email" name="login_email" type="email">
                <button id="btnNext" type="submit">Next</button></form>
                """,
                "wrong",
                "<p>Some of your info isn't correct. Please try again.</p>",
                "password",
                """
                <form data-send="/lab/password"><input id="password" name="login_password" type="password">
                <button id="btnLogin" type="submit">Log In</button></form>
                """));
  }

  private Reply password(Visit visit) {
    boolean right = portal.isPassword(portal.user(), visit.json().getString("login_password"));
    if (plays(CAPTCHA)) {
      return Spa.go("/auth/validatecaptcha");
    }
    if (!right) {
      return Spa.show("wrong", "password");
    }
    visit.session().mark(CODE);
    return Spa.go("/authflow/twofactor");
  }

  private Reply code(Visit visit, boolean wrong) {
    if (!visit.session().is(CODE)) {
      return portal.stranger(visit);
    }
    if (plays(SMS)) {
      return Reply.page("Security", "<p>We'll text you a code</p><button>Send</button>");
    }
    String invalid = wrong ? " aria-invalid=\"true\"" : "";
    String boxes =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    "<input id=\"ci-otpCode-%d\" name=\"otpCode-%d\" type=\"tel\" aria-label=\"%d-6\"%s>"
                        .formatted(i, i, i + 1, invalid))
            .collect(Collectors.joining("", "<div id=\"otpCode\">", "</div>"));
    String one = "<input id=\"otpCode\" name=\"otpCode\" type=\"tel\">";
    return Reply.page(
        "Security",
        visit.form(
            "",
            "/authflow/twofactor",
            (plays(OLDER) ? one : boxes)
                + "<input type=\"checkbox\" name=\"rememberDevice\" checked>"
                + "<button data-nemo=\"twofactorSubmit\">Submit</button>"));
  }

  private Reply sent(Visit visit) {
    String code =
        plays(OLDER)
            ? visit.field("otpCode")
            : IntStream.range(0, 6)
                .mapToObj(i -> visit.field("otpCode-" + i))
                .collect(Collectors.joining());
    if (!visit.session().is(CODE) || !portal.isCode(code)) {
      return code(visit, true);
    }
    portal.signIn(visit);
    return Reply.redirect(plays(PROMO) ? "/lab/promo" : plays(BUSINESS) ? "/mep/dashboard" : HOME);
  }
}
