// Signing in at the practice portal: passwords, authenticator codes, locks.
package de.belegbote.sandbox;

import static de.belegbote.sandbox.RunningPortal.ANNA;
import static de.belegbote.sandbox.RunningPortal.BERTA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import de.belegbote.otp.OtpAuth;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PracticeSignInIT {
  @RegisterExtension private final RunningPortal portal = new RunningPortal();

  @Test
  void signsInWithTheRightPasswordOnly() throws Exception {
    Visitor visitor = portal.visitor();
    visitor.open("/").submit("login", "username", ANNA, "password", "wrong");
    assertEquals(200, visitor.status());
    assertTrue(
        visitor.shows(
            "<div class=\"error\" role=\"alert\">Benutzername oder Passwort ist falsch."));
    visitor.submit(
        "login", "username", " GOOD+Anna@practice.belegbote.test", "password", "practice-2026");
    assertEquals("/invoices", visitor.path());
    assertEquals(ANNA, visitor.read("<span id=\"user\">(.*?)<"));
    assertEquals("/invoices", visitor.open("/").path());
    visitor.submit("logout");
    assertEquals("/", visitor.open("/invoices").path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong-password@practice.belegbote.test",
        "nobody@practice.belegbote.test",
        "good@elsewhere.test",
        "good",
        "<script>alert(1)</script>"
      })
  void refusesWhoNeverGetsIn(String username) throws Exception {
    Visitor visitor = portal.visitor().signIn(username);
    assertTrue(visitor.shows("<div class=\"error\" role=\"alert\">"));
    assertFalse(visitor.shows("<script"));
    assertEquals("/", visitor.open("/invoices").path());
  }

  @Test
  void showsLockedAccountsAsLocked() throws Exception {
    Visitor visitor = portal.visitor().signIn("locked@practice.belegbote.test");
    assertTrue(visitor.shows("<div class=\"locked\" role=\"alert\">"));
    assertFalse(visitor.shows("<form"));
    assertEquals("/", visitor.open("/invoices").path());
  }

  @Test
  void asksForTheMailedCode() throws Exception {
    Visitor visitor = portal.visitor().signIn("email-code@practice.belegbote.test");
    assertEquals("/email-code", visitor.path());
    assertEquals("/", visitor.open("/invoices").path());
    visitor.open("/email-code").submit("email-code", "code", "000000");
    assertTrue(visitor.shows("class=\"error\""));
    assertEquals("/invoices", visitor.submit("email-code", "code", "246810").path());
  }

  @Test
  void setsUpAnAuthenticatorByQrCodeAndAsksForItsCodes() throws Exception {
    Visitor visitor = portal.visitor().signIn(ANNA);
    String key = visitor.open("/security").read("<code id=\"key\">(.*?)</code>");
    visitor.open("/security/qr.png");
    assertEquals("image/png", visitor.header("Content-Type"));
    OtpAuth auth = OtpAuth.fromUri(qrText(visitor.bytes()));
    assertEquals(OtpAuth.fromKey(key).seed(), auth.seed());
    assertEquals(ANNA, auth.account());
    assertEquals(key, visitor.open("/security").read("<code id=\"key\">(.*?)</code>"));

    visitor.submit("activate", "code", portal.wrongCode(auth));
    assertTrue(visitor.shows("class=\"error\"") && visitor.shows("id=\"qr\""));
    visitor.submit("activate", "code", portal.code(auth, 0));
    assertTrue(visitor.shows("<p id=\"active\">"));
    assertFalse(visitor.shows("id=\"key\""));
    assertEquals(404, visitor.open("/security/qr.png").status());

    Visitor again = portal.visitor().signIn(ANNA);
    assertEquals("/code", again.path());
    assertEquals("/", again.open("/invoices").path());
    again.open("/code").submit("code", "code", portal.code(auth, 0));
    assertTrue(again.shows("class=\"error\""), "a used step must be refused");
    again.submit("code", "code", portal.code(auth, -1));
    assertTrue(again.shows("class=\"error\""), "an older step must be refused");
    assertEquals("/invoices", again.submit("code", "code", portal.code(auth, 1)).path());

    again.open("/security").submit("deactivate");
    assertFalse(again.shows("id=\"active\""));
    assertNotEquals(key, again.read("<code id=\"key\">(.*?)</code>"));
    assertEquals("/invoices", portal.visitor().signIn(ANNA).path());
  }

  @Test
  void takesCodesOneStepOffAndNoMore() throws Exception {
    OtpAuth auth = portal.activated(ANNA);
    portal.turn(Duration.ofMinutes(5));
    Visitor visitor = portal.visitor().signIn(ANNA).submit("code", "code", portal.code(auth, 2));
    assertTrue(visitor.shows("class=\"error\""));
    assertTrue(visitor.submit("code", "code", portal.code(auth, -2)).shows("class=\"error\""));
    assertEquals("/invoices", visitor.submit("code", "code", portal.code(auth, -1)).path());
  }

  @Test
  void locksForFiveMinutesAfterFiveWrongCodes() throws Exception {
    OtpAuth auth = portal.activated(ANNA);
    portal.turn(Duration.ofMinutes(1));
    Visitor visitor = portal.visitor().signIn(ANNA);
    for (int i = 0; i < 4; i++) {
      assertTrue(visitor.submit("code", "code", portal.wrongCode(auth)).shows("class=\"error\""));
    }
    assertTrue(visitor.submit("code", "code", portal.wrongCode(auth)).shows("class=\"locked\""));
    assertTrue(visitor.submit("code", "code", portal.code(auth, 0)).shows("class=\"locked\""));
    portal.turn(Duration.ofMinutes(5));
    assertEquals("/invoices", visitor.submit("code", "code", portal.code(auth, 0)).path());
  }

  @Test
  void neverAsksNoFactorUsersForACode() throws Exception {
    String user = "no-factor@practice.belegbote.test";
    portal.activated(user);
    assertEquals("/invoices", portal.visitor().signIn(user).path());
  }

  @Test
  void keepsEachUserNameApart() throws Exception {
    portal.activated(ANNA);
    assertEquals("/invoices", portal.visitor().signIn(BERTA).path());
    assertEquals("/code", portal.visitor().signIn(ANNA).path());
  }

  private static String qrText(byte[] png) throws Exception {
    var picture = ImageIO.read(new ByteArrayInputStream(png));
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    var light = new RGBLuminanceSource(width, height, pixels);
    return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(light))).getText();
  }
}
