// Amazon's sign-in as its shops, Audible and Seller Central share it.
package de.belegbote.lab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * As the fact sheet amazon-de tells: an e-mail address, then the password, then the code, and all
 * the pages that may come in between. Error boxes are on every page, mostly unseen.
 */
final class AmazonSignIn {
  private static final String CODE = "code is due";
  private static final String APP = "app is chosen";
  private static final String WAF = "lab-waf=passed";
  private static final String STATE =
      """
      <style>.aok-hidden { display: none }</style>
      <div id="invalid-email-alert" class="aok-hidden">Wrong or invalid e-mail address</div>
      <div id="auth-email-invalid-claim-alert" style="display: none">Wrong or invalid</div>
      """;

  private final LabPortal portal;
  private final String host;
  private final Function<Visit, Reply> home;

  /**
   * States its requests.
   *
   * @param host that signs in
   * @param home what somebody sees who just signed in
   */
  AmazonSignIn(LabPortal portal, String host, Function<Visit, Reply> home) {
    this.portal = portal;
    this.host = host;
    this.home = home;
    portal.get(
        at("/ap/signin"),
        this::first,
        "openid.pape.max_auth_age",
        "openid.return_to",
        "openid.identity",
        "openid.assoc_handle",
        "openid.mode",
        "openid.claimed_id",
        "openid.ns");
    portal.form(at("/ax/claim"), this::claimed);
    portal.form(at("/ap/signin"), this::sent);
    portal.get(at("/lab/known-account"), visit -> passwordPage(visit, "", true));
    portal.get(at("/lab/switched"), this::codeDue);
    portal.get(at("/ap/mfa"), visit -> mfa(visit, ""));
    portal.form(at("/ap/mfa"), this::code);
    portal.get(at("/ap/mfa/new-otp"), this::devices);
    portal.form(at("/ap/mfa/new-otp"), this::chosen);
    portal.get(at("/ap/cvf/request"), this::mailed);
    portal.get(at("/ap/cvf/approval"), this::approval);
    portal.get(
        at("/ap/forgotpassword/reverification"), visit -> page("<h1>Set a new password</h1>"));
  }

  /** Leads somebody who is not signed in there. */
  Reply redirect() {
    String back = URLEncoder.encode("https://" + host + "/", StandardCharsets.UTF_8);
    return Reply.redirect(at("/ap/signin?openid.assoc_handle=lab&openid.return_to=" + back));
  }

  private String at(String path) {
    return "https://" + host + path;
  }

  private boolean plays(AmazonTrap trap) {
    return portal.plays(trap.situation().name());
  }

  private static Reply page(String body) {
    return Reply.page("Amazon Sign-In", STATE + body);
  }

  private static String box(String error) {
    return "<div id=\"auth-error-message-box\" style=\"display: %s\"><ul><li><span class=\"a-list-item\">%s</span></li></ul></div>"
        .formatted(error.isEmpty() ? "none" : "block", error);
  }

  private Reply first(Visit visit) {
    boolean passed = visit.header("Cookie").filter(all -> all.contains(WAF)).isPresent();
    if (plays(AmazonTrap.CHALLENGED) || (plays(AmazonTrap.CHALLENGE) && !passed)) {
      String reload =
          plays(AmazonTrap.CHALLENGED)
              ? ""
              : "document.cookie = '" + WAF + "; path=/; secure'; location.reload();";
      return Reply.page(
          "", "<div id=\"challenge-container\"></div><script>" + reload + "</script>");
    }
    if (plays(AmazonTrap.ONE_PAGE)) {
      return page(
          box("")
              + visit.form(
                  "name=\"signIn\"",
                  "/ap/signin",
                  "<input type=\"email\" id=\"ap_email\" name=\"email\">" + password(true)));
    }
    if (plays(AmazonTrap.KNOWN)) {
      return page(
          """
          <div class="cvf-account-switcher-spacing-base"><form action="/ap/removeaccount"></form>
          <a href="/lab/known-account"><img alt="" src="data:," width="40" height="40"></a></div>
          """);
    }
    return plays(AmazonTrap.OLDER)
        ? page(
            box("")
                + visit.form(
                    "name=\"signIn\"",
                    "/ap/signin",
                    "<input type=\"email\" id=\"ap_email\" name=\"email\">"
                        + "<span id=\"continue\"><input id=\"continue\" type=\"submit\"></span>"))
        : page(
            visit.form(
                "id=\"ap_login_form\" name=\"signIn\"",
                "/ax/claim",
                "<input type=\"email\" id=\"ap_email_login\" name=\"email\">"
                    + "<span id=\"continue\"><input type=\"submit\"></span>"));
  }

  // The newer page has no box to stay signed in, and a button that is named as the other page's.
  private static String password(boolean older) {
    return "<input type=\"password\" id=\"ap_password\" name=\"password\">"
        + (older
            ? "<input type=\"checkbox\" name=\"rememberMe\" value=\"true\">"
            : "<button id=\"continue\" type=\"button\" onclick=\"location.href = '/ap/passkey'\">"
                + "Passkey</button>")
        + "<input id=\"signInSubmit\" type=\"submit\">";
  }

  private Reply passwordPage(Visit visit, String error, boolean older) {
    return page(
        box(error)
            + visit.form(
                "name=\"signIn\"",
                "/ap/signin",
                "<input type=\"hidden\" id=\"ap_email\" name=\"email\" value=\"%s\">"
                        .formatted(portal.user())
                    + password(older)));
  }

  private Reply claimed(Visit visit) {
    return plays(AmazonTrap.UNKNOWN)
        ? page(
            visit.form("id=\"intent-confirmation-form\"", "/lab/register", "<button>Go</button>"))
        : passwordPage(visit, "", false);
  }

  private Reply sent(Visit visit) {
    if (visit.field("password").isEmpty()) {
      return passwordPage(visit, "", true);
    }
    boolean right = portal.isPassword(visit.field("email"), visit.field("password"));
    if (plays(AmazonTrap.CAPTCHA)) {
      return page(
          visit.form(
              "class=\"cvf-widget-form-captcha\"",
              "/errors/validateCaptcha",
              "<img alt=\"captcha\" src=\"data:,\"><input id=\"captchacharacters\">"));
    }
    if (!right) {
      return passwordPage(visit, "Your password is incorrect", false);
    }
    visit.session().mark(CODE);
    if (plays(AmazonTrap.SWITCHER)) {
      return page(
          """
          <div class="cvf-widget-form-account-switcher"><a href="/lab/switched">
          <i class="cvf-account-switcher-personal-account-icon" style="display: inline-block; width: 40px; height: 40px"></i></a></div>
          """);
    }
    return codeDue(visit);
  }

  private Reply codeDue(Visit visit) {
    if (!visit.session().is(CODE)) {
      return redirect();
    }
    String path =
        plays(AmazonTrap.DEVICES_FIRST) || plays(AmazonTrap.NO_APP)
            ? "/ap/mfa/new-otp"
            : plays(AmazonTrap.MAIL)
                ? "/ap/cvf/request"
                : plays(AmazonTrap.APPROVAL)
                    ? "/ap/cvf/approval"
                    : plays(AmazonTrap.NEW_PASSWORD)
                        ? "/ap/forgotpassword/reverification"
                        : "/ap/mfa";
    return Reply.redirect(at(path));
  }

  private boolean isSms(Visit visit) {
    return plays(AmazonTrap.SMS_FIRST) && !visit.session().is(APP);
  }

  private Reply mfa(Visit visit, String error) {
    if (!visit.session().is(CODE)) {
      return redirect();
    }
    String how = isSms(visit) ? "sent to your phone" : "from your Authenticator App";
    return page(
        box(error)
            + visit.form(
                "id=\"auth-mfa-form\"",
                "/ap/mfa",
                """
                <p>Enter the One Time Password %s</p><input id="auth-mfa-otpcode" name="otpCode">
                <input type="checkbox" id="auth-mfa-remember-device" name="rememberDevice"
                 style="opacity: 0; position: absolute"><label for="auth-mfa-remember-device">Keep</label>
                <input id="auth-signin-button" name="mfaSubmit" type="submit">
                <a id="auth-get-new-otp-link" href="/ap/mfa/new-otp">Another method</a>
                """
                    .formatted(how)));
  }

  private Reply code(Visit visit) {
    boolean due = visit.session().is(CODE) && !isSms(visit);
    if (!due || !portal.isCode(visit.field("otpCode"))) {
      return mfa(visit, "The One Time Password (OTP) you entered is not valid. Please try again.");
    }
    portal.signIn(visit);
    return home.apply(visit);
  }

  private static String device(String name) {
    return """
    <div class="auth-%s"><label><input type="radio" name="otpDeviceContext" value="%s"
     style="opacity: 0; position: absolute">%s</label></div>
    """
        .formatted(name, name, name);
  }

  private Reply devices(Visit visit) {
    return visit.session().is(CODE)
        ? page(
            visit.form(
                "id=\"auth-select-device-form\"",
                "/ap/mfa/new-otp",
                device("SMS")
                    + (plays(AmazonTrap.NO_APP) ? "" : device("TOTP"))
                    + device("VOICE")
                    + "<input id=\"auth-send-code\" type=\"submit\">"))
        : redirect();
  }

  private Reply chosen(Visit visit) {
    if (!visit.field("otpDeviceContext").equals("TOTP")) {
      return portal.unstated("a code by SMS or telephone is asked for");
    }
    visit.session().mark(APP);
    return Reply.redirect(at("/ap/mfa"));
  }

  private Reply mailed(Visit visit) {
    return page(
        "<div id=\"cvf-page-content\">"
            + visit.form(
                "id=\"verification-code-form\"",
                "/ap/cvf/verify",
                "<div id=\"channelDetailsForOtp\"><span>Sent to l***@example.com</span></div>"
                    + "<input id=\"input-box-otp\" name=\"code\">"
                    + "<span id=\"cvf-submit-otp-button\"><input type=\"submit\"></span>")
            + "</div>");
  }

  private Reply approval(Visit visit) {
    return page(
        "<div id=\"cvf-page-content\">Approve the notification sent to you"
            + visit.form(
                "id=\"pollingForm\"",
                "/ap/cvf/approval/poll",
                "<input type=\"hidden\" name=\"transactionApprovalStatus\">")
            + "</div>");
  }
}
