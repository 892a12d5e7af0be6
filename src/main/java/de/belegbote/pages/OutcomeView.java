// What stands on the wizard's last pages: how it ended, and what to do about it.
package de.belegbote.pages;

import de.belegbote.connect.ConnectSession;
import de.belegbote.connect.Progress;
import de.belegbote.platform.Texts;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.Portal;
import io.vertx.core.json.JsonArray;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Each outcome leads to what helps: other credentials, a new barcode, the portal, or patience. */
record OutcomeView(Texts texts) {
  private static final Set<FetchOutcome> CREDENTIALS =
      Set.of(
          FetchOutcome.LOGIN_REJECTED,
          FetchOutcome.PASSWORD_EXPIRED,
          FetchOutcome.ACCOUNT_LOCKED,
          FetchOutcome.NO_INVOICE_RIGHT,
          FetchOutcome.NOT_SUPPORTED);
  private static final Set<FetchOutcome> BARCODE =
      Set.of(FetchOutcome.CODE_REJECTED, FetchOutcome.CODE_NEEDED_ELSEWHERE);

  void failed(Map<String, Object> values, ConnectView.Scene scene, Portal portal) {
    new AccessView(texts).settings(values, scene, portal);
    Optional<FetchOutcome> outcome = outcome(scene);
    values.put("trouble", outcome.map(one -> one.text(scene.locale())).orElse(""));
    values.put("action", outcome.map(one -> one.action(scene.locale())).orElse(""));
    values.put("kept", scene.stage() == ConnectStage.FAILED);
    boolean password = outcome.map(CREDENTIALS::contains).orElse(false);
    boolean barcode = outcome.map(BARCODE::contains).orElse(false);
    boolean atPortal = outcome.map(FetchOutcome.ACTION_NEEDED::equals).orElse(false);
    boolean missing =
        outcome.map(FetchOutcome.SETTING_MISSING::equals).orElse(false)
            && !portal.json().getJsonArray("settings", new JsonArray()).isEmpty();
    boolean ours =
        scene.stage() == ConnectStage.FAILED
            && outcome.map(one -> one.tell() != FetchOutcome.Tell.CUSTOMER).orElse(false)
            && !password
            && !missing;
    values.put("password", password);
    values.put("barcode", barcode);
    values.put("atPortal", atPortal);
    values.put("ours", ours);
    values.put("missing", missing);
    values.put("again", outcome.isPresent() && !atPortal && !password && !barcode && !missing);
    values.put("homepage", portal.json().getString("homepage", ""));
    // Whoever repairs need not be who linked it: the name is shown to the one who typed it only.
    String known =
        scene.session().repair()
            ? ""
            : scene.opened().login().map(login -> login.username()).orElse("");
    values.put("username", scene.entered().contains("username") ? scene.typed("username") : known);
  }

  private static Optional<FetchOutcome> outcome(ConnectView.Scene scene) {
    Optional<Progress> progress = scene.opened().progress();
    return scene.stage() == ConnectStage.FAILED
        ? progress.flatMap(Progress::run).flatMap(Progress.Run::outcome).map(FetchOutcome::valueOf)
        : progress.flatMap(Progress::attention).map(FetchOutcome::valueOf);
  }

  /** How a session ended, as the start of its texts' keys. */
  static String ending(ConnectView.Scene scene) {
    if (scene.session().state().equals("completed")) {
      return "endDone";
    }
    boolean withdrawn = scene.session().exitReason().map("consent_withdrawn"::equals).orElse(false);
    return withdrawn ? "endWithdrawn" : "endExit";
  }

  void end(Map<String, Object> values, ConnectView.Scene scene) {
    String tenant = scene.tenant().name();
    Optional<Progress> progress = scene.opened().progress();
    if (scene.stage() == ConnectStage.DONE) {
      int found = progress.flatMap(Progress::run).map(Progress.Run::invoices).orElse(0);
      String key = found == 0 ? "doneNone" : found == 1 ? "doneOne" : "doneMany";
      values.put("lead", texts.get(scene.locale(), key, found));
    } else {
      values.put("lead", texts.get(scene.locale(), ending(scene) + "Text", tenant));
    }
    values.put("remember", progress.map(now -> now.seedAt().isPresent()).orElse(false));
    values.put("returnText", texts.get(scene.locale(), "returnButton", tenant));
    values.put("returnUrl", scene.session().returnUrl().map(url -> back(scene, url)).orElse(""));
  }

  /** What a page around the frame is told; the origin is empty where nobody may frame it. */
  static Map<String, Object> told(ConnectSession session) {
    return Map.of(
        "origin", session.origin().orElse(""),
        "session", session.id().toString(),
        "state", session.state());
  }

  // Ids are all it tells; the partner asks the API for what is true.
  private static String back(ConnectView.Scene scene, String url) {
    boolean exited = scene.session().state().equals("exited");
    return url
        + (url.contains("?") ? "&" : "?")
        + "connectSession="
        + scene.session().id()
        + "&state="
        + (exited ? "exited" : "completed");
  }
}
