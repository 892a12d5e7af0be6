// Why nothing could be taken from a photo: the closed list, in words for a person.
package de.belegbote.enrolment.barcode;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Spot;

/**
 * One reason each; pages translate by {@link #slug()}. What is wrong with a set-up code itself says
 * {@link de.belegbote.otp.KeyRefusal}.
 */
public enum PictureRefusal {
  EMPTY(
      Problem.UNUSABLE_PICTURE,
      "empty-file",
      "The file is empty. Take the photo again and send it once more."),
  TOO_LARGE(
      Problem.TOO_LARGE,
      "picture-too-large",
      "The file is larger than 15 MB. Send a photo of lower resolution or a screenshot."),
  TOO_MANY_PIXELS(
      Problem.UNUSABLE_PICTURE,
      "too-many-pixels",
      "The picture has more pixels than can be read. Send a photo of lower resolution or cut out"
          + " the code."),
  NOT_A_PICTURE(
      Problem.UNUSABLE_PICTURE,
      "not-a-picture",
      "The file is not a photo. Send the picture of the code as JPEG or PNG."),
  HEIC(
      Problem.UNUSABLE_PICTURE,
      "heic",
      "HEIC photos cannot be read here. Make a screenshot of the photo and send that, or set the"
          + " camera to 'most compatible' (JPEG)."),
  WEBP(
      Problem.UNUSABLE_PICTURE,
      "webp",
      "WebP pictures cannot be read here. Make a screenshot of the picture and send that."),
  PDF(
      Problem.UNUSABLE_PICTURE,
      "pdf",
      "PDF files cannot be read here. Open the file and send a screenshot of the code."),
  PDF_WITHOUT_PICTURE(
      Problem.UNUSABLE_PICTURE,
      "pdf-without-picture",
      "There is no picture on the first page of the PDF file. Open the file and send a screenshot"
          + " of the code."),
  ANIMATED(
      Problem.UNUSABLE_PICTURE,
      "animated",
      "The picture moves. Send a single photo or a screenshot of the code."),
  TRUNCATED(
      Problem.UNUSABLE_PICTURE,
      "truncated",
      "The file arrived incomplete. Send the photo once more."),
  DAMAGED(
      Problem.UNUSABLE_PICTURE,
      "damaged",
      "The file is damaged or of an unusual kind. Make a screenshot of the picture and send that."),
  NO_CODE(
      Problem.NO_BARCODE,
      "no-code",
      "No code was found in the picture. Photograph the QR code again: the whole code, from the"
          + " front, sharp and without reflections."),
  CUT_OFF_LEFT(
      Problem.NO_BARCODE,
      "cut-off-left",
      "The code is cut off on the left. Photograph it again with all four corners and some margin"
          + " in the picture."),
  CUT_OFF_RIGHT(
      Problem.NO_BARCODE,
      "cut-off-right",
      "The code is cut off on the right. Photograph it again with all four corners and some margin"
          + " in the picture."),
  CUT_OFF_TOP(
      Problem.NO_BARCODE,
      "cut-off-top",
      "The code is cut off at the top. Photograph it again with all four corners and some margin in"
          + " the picture."),
  CUT_OFF_BOTTOM(
      Problem.NO_BARCODE,
      "cut-off-bottom",
      "The code is cut off at the bottom. Photograph it again with all four corners and some margin"
          + " in the picture."),
  TOO_SMALL(
      Problem.NO_BARCODE,
      "too-small",
      "The code is too small in the picture. Go closer, so that it fills about half of the"
          + " picture."),
  BLURRED(
      Problem.NO_BARCODE,
      "blurred",
      "The code is blurred. Tap on it on the phone's screen to focus, hold still, and photograph it"
          + " again."),
  TOO_DARK(
      Problem.NO_BARCODE,
      "too-dark",
      "The picture is too dark. Make the screen brighter or switch on a light, and photograph the"
          + " code again."),
  TOO_BRIGHT(
      Problem.NO_BARCODE,
      "too-bright",
      "The picture is too bright. Tap on the code on the phone's screen, so that the camera"
          + " adjusts, or make the screen darker, and photograph it again."),
  GLARE(
      Problem.NO_BARCODE,
      "glare",
      "Something reflects on the code. Turn the screen or the phone until the reflection is gone,"
          + " and photograph it again."),
  MOIRE(
      Problem.NO_BARCODE,
      "moire",
      "The screen's pixels make a pattern over the picture. Tilt the phone a little or go some way"
          + " back, and photograph the code again."),
  MANY_CODES(
      Problem.NO_BARCODE,
      "many-codes",
      "There are many codes in the picture, each too small to read. Photograph only the one that"
          + " belongs to this portal, from nearer."),
  UNCLEAR(
      Problem.NO_BARCODE,
      "unclear-code",
      "There seems to be a code in the picture, but it cannot be read. Photograph it again straight"
          + " from the front and a little nearer, or send a screenshot."),
  SEVERAL_CODES(
      Problem.UNUSABLE_BARCODE,
      "several-codes",
      "There are several different set-up codes in the picture. Photograph only the one that"
          + " belongs to this portal."),
  EXPORT(
      Problem.UNUSABLE_BARCODE,
      "export",
      "This export of an authenticator app holds no account that can be used: one-time codes that"
          + " change with time (TOTP) are needed. Let the portal show its own set-up code and"
          + " photograph that."),
  MICROSOFT_PUSH(
      Problem.UNUSABLE_BARCODE,
      "microsoft-push",
      "This code is for confirmations in Microsoft's own app. On Microsoft's page choose 'I want to"
          + " use a different authenticator app' and photograph the code shown then."),
  DUO(
      Problem.UNUSABLE_BARCODE,
      "duo",
      "This code is for Duo Mobile only. Choose another method with a usual authenticator app"
          + " (TOTP) in the portal; where there is none, ask whoever runs it."),
  OKTA(
      Problem.UNUSABLE_BARCODE,
      "okta-verify",
      "This code is for Okta Verify only. In the portal set up 'Google Authenticator' instead and"
          + " photograph the code shown then."),
  STEAM_APP(
      Problem.UNUSABLE_BARCODE,
      "steam-app",
      "This code is for the Steam app only. It cannot be used for one-time codes elsewhere."),
  PUSH_ONLY(
      Problem.UNUSABLE_BARCODE,
      "push-only",
      "This code is for confirmations in one maker's own app. In the portal choose 'use a different"
          + " authenticator app' and photograph the code shown then."),
  PASSKEY(
      Problem.UNUSABLE_BARCODE,
      "passkey",
      "This code is for signing in with a passkey. In the portal choose 'authenticator app' as"
          + " second factor and photograph the code shown then."),
  APP_STORE(
      Problem.UNUSABLE_BARCODE,
      "app-store",
      "This QR code only leads to an app in a store. Go one step further in the portal and"
          + " photograph the code that is meant to be scanned with the authenticator app."),
  WEB_LINK(
      Problem.UNUSABLE_BARCODE,
      "web-link",
      "This QR code is a link to a web page, not the set-up code. Photograph the code that the"
          + " portal shows when an authenticator app is switched on."),
  WIFI(
      Problem.UNUSABLE_BARCODE,
      "wifi",
      "This QR code is for a Wi-Fi network. Photograph the code that the portal shows when an"
          + " authenticator app is switched on."),
  PAYMENT(
      Problem.UNUSABLE_BARCODE,
      "payment",
      "This QR code is for a payment. Photograph the code that the portal shows when an"
          + " authenticator app is switched on."),
  PRODUCT(
      Problem.UNUSABLE_BARCODE,
      "product",
      "This is the bar code of a product or parcel. Photograph the square QR code that the portal"
          + " shows when an authenticator app is switched on."),
  OTHER(
      Problem.UNUSABLE_BARCODE,
      "other-code",
      "This code is not a set-up code. Photograph the code that the portal shows when an"
          + " authenticator app is switched on."),
  TOO_SLOW(
      Problem.TIMED_OUT,
      "reading-too-slow",
      "Reading the picture took too long. Photograph the code from nearer, so that little else is"
          + " in the picture.");

  private final Problem problem;
  private final String slug;
  private final String text;

  PictureRefusal(Problem problem, String slug, String text) {
    this.problem = problem;
    this.slug = slug;
    this.text = text;
  }

  /** Stable name, lower-case with dashes; stands in {@link Failure#reason()}. */
  public String slug() {
    return slug;
  }

  /** What happened and what to do, in English. */
  public String text() {
    return text;
  }

  Failure failure() {
    return new Failure(problem, slug, text);
  }

  /** The same, and where in the picture that was seen. */
  Failure failure(Spot spot) {
    return failure().at(spot);
  }
}
