// What stands on the wizard's pages, made of what is known of the session.
package de.belegbote.pages;

import com.samskivert.mustache.Mustache;
import de.belegbote.connect.ConnectSession;
import de.belegbote.connect.ConnectVisits;
import de.belegbote.enrolment.DeskEnrolment;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Texts;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.portals.Portal;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Values for the templates; the templates escape them. */
final class ConnectView {
  /**
   * All a page is made of.
   *
   * @param codes that were shown and have not ended
   * @param phone token of the link whose QR code this browser shows
   * @param wrong what went wrong with the step before, if anything
   * @param entered what that step had sent
   */
  record Scene(
      PageLanguage language,
      Tenant tenant,
      ConnectVisits.Opened opened,
      ConnectStage stage,
      List<Totp.Code> codes,
      Optional<String> phone,
      PortalPicker.Search search,
      Optional<Failure> wrong,
      MultiMap entered) {
    Locale locale() {
      return language.locale();
    }

    ConnectSession session() {
      return opened.session();
    }

    String typed(String field) {
      return Optional.ofNullable(entered.get(field)).orElse("");
    }

    @Override
    public String toString() {
      return "Scene[" + stage + "]";
    }
  }

  private static final List<String> PATH =
      List.of("stepPortal", "stepAccess", "stepFactor", "stepFetch");

  private final Texts texts = new Texts("connect");
  private final Texts upload = new Texts("upload");
  private final Templates templates;
  private final Templates notices = new Templates(upload, "notice");
  private final Assets assets;
  private final BrandAssets brands;
  private final PortalCatalogue catalogue;
  private final PortalPicker picker;
  private final AccessView access = new AccessView(texts);
  private final ProblemText problems = new ProblemText(texts, upload);
  private final FactorView factor;
  private final OutcomeView outcome;
  private final LiveLines lines = new LiveLines(texts);
  private final TimeSource time;

  ConnectView(
      Assets assets,
      BrandAssets brands,
      PortalCatalogue catalogue,
      DeskEnrolment desk,
      TimeSource time) {
    this.assets = assets;
    this.brands = brands;
    this.catalogue = catalogue;
    this.time = time;
    this.picker = new PortalPicker(catalogue);
    this.factor = new FactorView(texts, upload, desk, time);
    this.outcome = new OutcomeView(texts);
    var names = new ArrayList<String>(List.of("connect-list"));
    for (ConnectStage stage : ConnectStage.values()) {
      names.add(template(stage));
    }
    this.templates = new Templates(texts, names.stream().distinct().toArray(String[]::new));
  }

  private static String template(ConnectStage stage) {
    return stage == ConnectStage.REPAIR
        ? "connect-failed"
        : "connect-" + stage.name().toLowerCase(Locale.ROOT);
  }

  /** The page of a session. */
  String page(Scene scene) {
    var values = frame(scene.language);
    values.put("stage", scene.stage.name());
    values.putAll(OutcomeView.told(scene.session()));
    values.put("tenant", scene.tenant.name());
    values.put("colors", brands.colors(scene.tenant));
    values.put("logo", brands.logo(scene.tenant));
    values.put("path", path(scene));
    values.put("hasPath", scene.stage.step() >= 0);
    values.put("support", scene.tenant.support().orElse(""));
    values.put("supportText", text(scene, "support", scene.tenant.name()));
    values.put("refresh", scene.stage == ConnectStage.RUNNING ? "5" : "");
    boolean over = scene.stage == ConnectStage.END || scene.stage == ConnectStage.DONE;
    values.put("canExit", !over);
    values.put("reasons", reasons(scene.locale()));
    values.put("canWithdraw", scene.opened.progress().isPresent() && scene.stage.step() != 1);
    values.put("withdrawText", text(scene, "withdrawText", scene.tenant.name()));
    Optional<Portal> portal = scene.session().portal().map(catalogue::get);
    String heading = heading(scene, portal);
    String notice = scene.wrong.map(failure -> problems.of(scene.locale(), failure)).orElse("");
    values.put("heading", heading);
    values.put("notice", notice);
    values.put("noticeSupport", scene.tenant.support().isPresent());
    values.put("pageTitle", notice.isEmpty() ? heading : text(scene, "errorTitle", heading));
    stage(values, scene, portal);
    return templates.fill(template(scene.stage), scene.locale(), values);
  }

  private void stage(Map<String, Object> values, Scene scene, Optional<Portal> portal) {
    scene
        .opened
        .progress()
        .ifPresent(
            progress ->
                values.put("lines", lines.of(scene.locale(), progress, scene.stage, time.now())));
    switch (scene.stage) {
      case WELCOME ->
          values.put(
              "lead",
              text(
                  scene,
                  scene.session().repair() ? "repairLead" : "welcomeLead",
                  scene.tenant.name()));
      case PORTALS -> {
        values.putAll(
            picker.values(
                scene.language,
                scene.search,
                Optional.of(scene.tenant),
                scene.session().portals()));
        values.put("offText", text(scene, "portalsOff", scene.tenant.name()));
      }
      case CONSENT -> access.consent(values, scene, portal.orElseThrow());
      case CREDENTIALS -> access.credentials(values, scene, portal.orElseThrow());
      case QUESTION -> values.put("lead", text(scene, "questionLead", portal.orElseThrow().name()));
      case WAYS -> factor.ways(values, scene, portal.orElseThrow());
      case CHOICE -> factor.choice(values, scene);
      case CODES -> factor.codes(values, scene, portal.orElseThrow());
      case FAILED, REPAIR -> outcome.failed(values, scene, portal.orElseThrow());
      case DONE, END -> outcome.end(values, scene);
      default -> values.put("lead", "");
    }
  }

  private String heading(Scene scene, Optional<Portal> portal) {
    String name = portal.map(Portal::name).orElse("");
    return switch (scene.stage) {
      case WELCOME ->
          scene.session().repair() ? text(scene, "repairTitle", name) : text(scene, "welcomeTitle");
      case PORTALS -> text(scene, "portalsTitle");
      case CONSENT -> text(scene, "consentTitle", name);
      case CREDENTIALS -> text(scene, "credentialsTitle", name);
      case QUESTION, WAYS, CODES -> text(scene, "factorTitle");
      case CHOICE -> upload.get(scene.locale(), "choiceTitle");
      case RUNNING -> text(scene, "runningTitle", name);
      case FAILED -> text(scene, "failedTitle", name);
      case REPAIR -> text(scene, "repairTitle", name);
      case DONE -> text(scene, "doneTitle", name);
      case END -> text(scene, OutcomeView.ending(scene) + "Title");
    };
  }

  private String text(Scene scene, String key, Object... values) {
    return texts.get(scene.locale(), key, values);
  }

  /** The public list of portals. */
  String list(PageLanguage language, PortalPicker.Search search) {
    var values = frame(language);
    values.replaceAll(
        (name, value) ->
            value instanceof String path && path.startsWith("../") ? path.substring(3) : value);
    for (String none :
        List.of("colors", "logo", "refresh", "origin", "notice", "support", "supportText")) {
      values.put(none, "");
    }
    for (String not : List.of("hasPath", "canExit", "canWithdraw", "noticeSupport")) {
      values.put(not, false);
    }
    values.putAll(picker.values(language, search, Optional.empty(), List.of()));
    String heading = texts.get(language.locale(), "listTitle");
    values.put("stage", "LIST");
    values.put("offText", "");
    values.put("tenant", "Belegbote");
    values.put("path", List.of());
    values.put("reasons", List.of());
    values.put("withdrawText", "");
    values.put("heading", heading);
    values.put("pageTitle", heading);
    int count = catalogue.all().size();
    values.put("count", count > 1 ? texts.get(language.locale(), "portalsCount", count) + "." : "");
    return templates.fill("connect-list", language.locale(), values);
  }

  /** A page that has nothing to offer but what to do instead. */
  String notice(PageLanguage language, Failure why) {
    var locale = language.locale();
    var values = frame(language);
    String kind =
        switch (why.problem()) {
          case LINK_UNKNOWN, NOT_FOUND -> "gone";
          case LINK_USED -> "used";
          case QUOTA_EXCEEDED -> "busy";
          default -> "fault";
        };
    boolean used = kind.equals("used");
    String heading = upload.get(locale, kind + "Title");
    values.put("heading", heading);
    values.put("pageTitle", heading);
    values.put("text", used ? texts.get(locale, "usedText") : upload.get(locale, kind + "Text"));
    values.put(
        "advice", used ? texts.get(locale, "usedAdvice") : upload.get(locale, kind + "Advice"));
    values.put("again", kind.equals("busy") || kind.equals("fault"));
    return notices.fill("notice", locale, values);
  }

  /** What the page is told while it follows: its stage, and the lines. */
  JsonObject live(PageLanguage language, ConnectVisits.Opened opened) {
    var stage = ConnectStage.of(opened);
    var told = new JsonArray();
    opened
        .progress()
        .ifPresent(
            progress ->
                lines
                    .of(language.locale(), progress, stage, time.now())
                    .forEach(line -> told.add(new JsonObject(line))));
    return new JsonObject().put("stage", stage.name()).put("lines", told);
  }

  private Map<String, Object> frame(PageLanguage language) {
    var values = new HashMap<String, Object>();
    values.put("lang", language.tag());
    values.put("here", language.here());
    values.put("languages", language.switches());
    values.put("css", assets.address("page.css"));
    values.put("js", assets.address("upload.js"));
    values.put("connectCss", assets.address("connect.css"));
    values.put("connectJs", assets.address("connect.js"));
    Mustache.CustomContext words = key -> upload.get(language.locale(), key);
    values.put("u", words);
    return values;
  }

  private List<Map<String, Object>> path(Scene scene) {
    var path = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < PATH.size(); i++) {
      int here = scene.stage.step();
      boolean past = i < here || scene.stage == ConnectStage.DONE;
      boolean current = i == here && !past;
      path.add(
          Map.of(
              "name",
              text(scene, PATH.get(i)),
              "past",
              past,
              "current",
              current,
              "state",
              past ? "past" : current ? "now" : "later"));
    }
    return path;
  }

  private List<Map<String, Object>> reasons(Locale language) {
    return ConnectSession.REASONS.stream()
        .map(
            reason ->
                Map.<String, Object>of("id", reason, "text", texts.get(language, "exit." + reason)))
        .toList();
  }
}
