// Microsoft's sign-in as all portals show it that use it: work and school accounts.
package de.belegbote.lab;

import de.belegbote.platform.crypto.Tokens;
import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A part of a portal, as the fact sheet microsoft-365 tells: the e-mail address decides, push comes
 * first, a code is one of several methods, and a form leads back to the service.
 */
final class MicrosoftSignIn {
  /** What a portal that uses it names among its hosts. */
  static final List<String> HOSTS = List.of("login.microsoftonline.com", "sts.company.example");

  private static final String HERE = "https://login.microsoftonline.com";
  private static final String COMPANY = "https://sts.company.example/adfs/ls";
  private static final String CODE = "code is due";
  private static final String LET_IN = "only questions are left";
  private static final String FEDERATED = "company with a sign-in of its own";
  private static final String UNKNOWN = "address that Microsoft does not know";
  private static final String REMEMBERED = "remembered accounts first";
  private static final String REGISTRATION = "registration asked for";
  private static final String PUSH_ONLY = "push and nothing else";
  private static final String CODE_FIRST = "code without a push before";

  private final LabPortal portal;
  private final String landing;
  private final Set<String> tickets = new HashSet<>();

  /**
   * @param landing address of the service where the last form is sent, with the field {@code code}
   */
  MicrosoftSignIn(LabPortal portal, String landing) {
    this.portal = portal;
    this.landing = landing;
    portal.get(HERE + "/common/oauth2/authorize", this::shown);
    portal.script(HERE + "/common/GetCredentialType", this::address, "loginfmt", "passwd");
    portal.script(HERE + "/common/login", this::password, "passwd");
    portal.script(HERE + "/common/SAS/EndAuth", this::code, "otc");
    portal.script(HERE + "/kmsi", visit -> ask(visit, LET_IN, Spa.go("/common/reprocess")));
    portal.get(HERE + "/common/reprocess", this::back);
    portal.get(
        COMPANY,
        visit -> Reply.page("Company", "<form><input name=\"Password\" type=\"password\"></form>"));
  }

  /** Its own traps. */
  static List<Situation> situations() {
    return List.of(
        new Situation(REMEMBERED, FetchOutcome.OK),
        new Situation(REGISTRATION, FetchOutcome.OK),
        new Situation(CODE_FIRST, FetchOutcome.OK),
        new Situation(PUSH_ONLY, FetchOutcome.CODE_NEEDED_ELSEWHERE),
        new Situation(UNKNOWN, FetchOutcome.LOGIN_REJECTED),
        new Situation(FEDERATED, FetchOutcome.NOT_SUPPORTED));
  }

  /** A page of the service that sends a stranger here, after it has shown for a moment. */
  static Reply elsewhere() {
    return Reply.page(
        "Service",
        "<script>location.replace('%s/common/oauth2/authorize');</script>".formatted(HERE));
  }

  /** Whether a form that reached the service comes from here; signs in then. */
  boolean lands(Visit visit) {
    boolean ours = tickets.remove(visit.field("code"));
    if (ours) {
      portal.signIn(visit);
    }
    return ours;
  }

  private Reply shown(Visit visit) {
    boolean known = visit.session().is(LET_IN);
    String first = portal.plays(REMEMBERED) ? "tiles" : "address";
    return Spa.page(
        visit, "Sign in to your account", known ? "stay" : first, parts(portal.plays(PUSH_ONLY)));
  }

  private static Map<String, String> parts(boolean pushOnly) {
    return Map.ofEntries(
        Map.entry(
            "tiles",
            """
            <div role="button">somebody@company.example</div>
            <div id="otherTile" role="button" data-show="address">Use another account</div>
            """),
        Map.entry("unknown", "<div id=\"usernameError\" role=\"alert\">No such account</div>"),
        Map.entry(
            "address",
            """
            <form data-send="/common/GetCredentialType">
            <input type="email" name="loginfmt" id="i0116">
            <input type="password" name="passwd" aria-hidden="true" tabindex="-1"
              style="position: absolute; left: -9999px">
            <input type="submit" id="idSIButton9" value="Next"></form>
            """),
        Map.entry("wrong", "<div id=\"passwordError\" role=\"alert\">Your password is wrong</div>"),
        Map.entry(
            "password",
            """
            <form data-send="/common/login"><input type="password" name="passwd" id="i0118">
            <input type="submit" id="idSIButton9" value="Sign in"></form>
            """),
        Map.entry(
            "registration",
            "<p>More information required</p><a href=\"#\" data-show=\"push\">Skip for now</a>"),
        Map.entry(
            "push",
            """
            <p>Approve the request in your app</p>
            <a id="signInAnotherWay" href="#" data-show="%s">I can't use my app right now</a>
            """
                .formatted(pushOnly ? "push" : "methods")),
        Map.entry(
            "methods",
            """
            <div data-value="PhoneAppNotification" role="button" data-show="push">Approve</div>
            <div data-value="PhoneAppOTP" role="button" data-show="code">Use a code</div>
            <div data-value="OneWaySMS" role="button">Text me</div>
            """),
        Map.entry("no", "<p>You didn't enter the expected code</p>"),
        Map.entry(
            "code",
            """
            <form data-send="/common/SAS/EndAuth">
            <input type="tel" name="otc" id="idTxtBx_SAOTCC_OTC">
            <input type="submit" id="idSubmit_SAOTCC_Continue" value="Verify">
            <a id="signInAnotherWay" href="#" data-show="methods">Another way</a></form>
            """),
        Map.entry(
            "stay",
            """
            <form data-send="/kmsi"><p>Stay signed in?</p>
            <input type="button" id="idBtn_Back" value="No">
            <input type="submit" id="idSIButton9" value="Yes"></form>
            """));
  }

  private Reply address(Visit visit) {
    JsonObject sent = visit.json();
    if (!sent.getString("passwd").isEmpty()) {
      return portal.unstated("a password in the hidden twin");
    }
    if (portal.plays(FEDERATED)) {
      return Spa.go(COMPANY);
    }
    if (portal.plays(UNKNOWN)) {
      return Spa.show("unknown", "address");
    }
    visit.session().mark("address " + sent.getString("loginfmt"));
    return Spa.show("password");
  }

  private Reply password(Visit visit) {
    String user = visit.session().is("address " + portal.user()) ? portal.user() : "";
    if (!portal.isPassword(user, visit.json().getString("passwd"))) {
      return Spa.show("wrong", "password");
    }
    visit.session().mark(CODE);
    if (portal.plays(REGISTRATION)) {
      return Spa.show("registration");
    }
    return Spa.show(portal.plays(CODE_FIRST) ? "code" : "push");
  }

  // No source tells how a wrong code is answered: the page stays, with words that no recipe knows.
  private Reply code(Visit visit) {
    boolean right = portal.isCode(visit.json().getString("otc"));
    if (right) {
      visit.session().mark(LET_IN);
    }
    return ask(visit, CODE, right ? Spa.show("stay") : Spa.show("no", "code"));
  }

  private Reply ask(Visit visit, String due, Reply answer) {
    return visit.session().is(due) ? answer : portal.unstated("a step before its turn");
  }

  private Reply back(Visit visit) {
    if (!visit.session().is(LET_IN)) {
      return portal.unstated("the way back before its turn");
    }
    String ticket = Tokens.random(12);
    tickets.add(ticket);
    return Reply.page(
        "Working…",
        """
        <form id="hiddenform" method="post" action="%s">
        <input type="hidden" name="code" value="%s"></form>
        <script>document.getElementById('hiddenform').submit();</script>
        """
            .formatted(landing, ticket));
  }
}
