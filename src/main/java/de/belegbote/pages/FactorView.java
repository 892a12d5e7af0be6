// What stands on the wizard's pages about the second factor.
package de.belegbote.pages;

import de.belegbote.connect.Progress;
import de.belegbote.enrolment.DeskEnrolment;
import de.belegbote.enrolment.IssuerCheck;
import de.belegbote.enrolment.barcode.QrDrawing;
import de.belegbote.platform.Texts;
import de.belegbote.platform.TimeSource;
import de.belegbote.portals.Portal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Guide, ways, choice and codes. */
final class FactorView {
  // Scripts turn times into the browser's own zone; without them this one is right for most.

  /** Quiet zone on both sides of a QR code, in modules (ISO/IEC 18004). */
  private static final int QUIET = 8;

  private final Texts texts;
  private final Texts upload;
  private final DeskEnrolment desk;
  private final TimeSource time;

  FactorView(Texts texts, Texts upload, DeskEnrolment desk, TimeSource time) {
    this.texts = texts;
    this.upload = upload;
    this.desk = desk;
    this.time = time;
  }

  void ways(Map<String, Object> values, ConnectView.Scene scene, Portal portal) {
    var locale = scene.locale();
    boolean hasApp = scene.session().hasApp().orElse(false);
    values.put("hasApp", hasApp);
    values.put("appText", texts.get(locale, appKey(hasApp, portal), portal.name()));
    guide(values, scene, portal);
    Optional<Progress.Link> link = scene.opened().progress().flatMap(Progress::link);
    boolean bySms = link.flatMap(Progress.Link::smsTo).isPresent();
    boolean open = link.map(one -> one.isOpen(time.now())).orElse(false);
    values.put("smsNote", link.flatMap(one -> smsNote(scene, one)).orElse(""));
    values.put("number", scene.typed("number"));
    // Before anything happened, the ways come first: one of them has to be chosen.
    boolean begun = bySms || link.map(Progress.Link::opened).orElse(false);
    values.put("early", open && begun);
    values.put("waiting", open && !begun);
    values.put(
        "qr",
        scene
            .phone()
            .filter(token -> open && !bySms)
            .map(desk::address)
            .map(QrDrawing::of)
            .map(code -> List.of(Map.of("room", code.side() + QUIET, "path", code.path())))
            .orElse(List.of()));
  }

  private static String appKey(boolean hasApp, Portal portal) {
    if (!hasApp) {
      return "waysNoApp";
    }
    return switch (authenticator(portal).getString("second", "")) {
      case "adds" -> "waysYesAdds";
      case "replaces" -> "waysYesReplaces";
      default -> "waysYesUnknown";
    };
  }

  private static JsonObject authenticator(Portal portal) {
    return portal.json().getJsonObject("authenticator", new JsonObject());
  }

  private void guide(Map<String, Object> values, ConnectView.Scene scene, Portal portal) {
    var guide = authenticator(portal);
    var steps = guide.getJsonObject("steps", new JsonObject());
    JsonArray own =
        steps.getJsonArray(scene.language().tag(), steps.getJsonArray("en", new JsonArray()));
    values.put("guide", !own.isEmpty());
    values.put("steps", own.stream().map(String::valueOf).toList());
    values.put("guideNone", texts.get(scene.locale(), "guideNone", portal.name()));
    String where = guide.getString("where", "");
    values.put("where", where.startsWith("https://") ? where : "");
  }

  private Optional<String> smsNote(ConnectView.Scene scene, Progress.Link link) {
    String state = link.smsState().orElse("");
    boolean lost = state.equals("failed") || state.equals("undelivered");
    return link.smsTo()
        .filter(to -> !link.opened() && link.isOpen(time.now()))
        .map(to -> texts.get(scene.locale(), lost ? "smsFailed" : "smsSent", to));
  }

  void choice(Map<String, Object> values, ConnectView.Scene scene) {
    values.put(
        "candidates",
        scene.opened().choice().orElseThrow().candidates().stream()
            .map(
                one ->
                    Map.<String, Object>of(
                        "id", one.id().toString(),
                        "issuer", one.issuer(),
                        "account", one.account(),
                        "nameless", one.issuer().isEmpty() && one.account().isEmpty(),
                        "choosable", one.refusal().isEmpty()))
            .toList());
  }

  void codes(Map<String, Object> values, ConnectView.Scene scene, Portal portal) {
    var codes = scene.codes();
    ShownCodes.put(values, codes, time.now());
    boolean onPhone =
        scene
            .opened()
            .progress()
            .flatMap(Progress::link)
            .map(link -> link.state().equals("used"))
            .orElse(false);
    values.put("onPhone", onPhone);
    var issuer = scene.opened().login().map(login -> login.factor().issuer()).orElse(null);
    values.put(
        "stranger",
        IssuerCheck.stranger(issuer, List.of(portal))
            .map(name -> upload.get(scene.locale(), "stranger", name))
            .orElse(""));
  }
}
