// What stands on the upload page, made of what is known of the link.
package de.belegbote.pages;

import com.samskivert.mustache.Mustache;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.enrolment.IssuerCheck;
import de.belegbote.enrolment.LinkVisits;
import de.belegbote.enrolment.SeedChoice;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Spot;
import de.belegbote.platform.Texts;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Values for the templates; the templates escape them. */
final class UploadView {
  /** Where the person stands. */
  enum Stage {
    START,
    CHOICE,
    CODES,
    DONE
  }

  // Scripts turn times into the phone's own zone; without them this one is right for most.
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("HH:mm");
  private static final int MOST_LABELS = 3;

  private final Texts texts = new Texts("upload");
  private final Templates templates = new Templates(texts, "upload", "notice");
  private final Assets assets;
  private final PortalCatalogue catalogue;
  private final TimeSource time;

  UploadView(Assets assets, PortalCatalogue catalogue, TimeSource time) {
    this.assets = assets;
    this.catalogue = catalogue;
    this.time = time;
  }

  /**
   * The page of a link.
   *
   * @param codes that are not over yet; empty except at the stage CODES
   * @param wrong what went wrong with the request before, if anything
   */
  String page(
      PageLanguage language,
      Tenant tenant,
      LinkVisits.Opened opened,
      Stage stage,
      List<Totp.Code> codes,
      Optional<Failure> wrong) {
    var values = frame(language);
    String notice = wrong.map(failure -> problem(language, failure)).orElse("");
    values.put("notice", notice);
    values.put("reason", wrong.flatMap(Failure::reason).orElse(""));
    values.put("seen", wrong.flatMap(Failure::spot).map(Spot::numbers).orElse(""));
    values.put("start", stage == Stage.START);
    values.put("choiceStage", stage == Stage.CHOICE);
    values.put("codesStage", stage == Stage.CODES);
    values.put("done", stage == Stage.DONE);
    String title = stage == Stage.DONE ? "doneTitle" : "title";
    String heading = texts.get(language.locale(), title, opened.portalName());
    values.put("heading", heading);
    values.put(
        "pageTitle",
        notice.isEmpty() ? heading : texts.get(language.locale(), "errorTitle", heading));
    values.put("tenant", tenant.name());
    values.put("portal", opened.portalName());
    values.put("labels", labels(opened.accounts()));
    values.put("support", tenant.support().orElse(""));
    values.put("supportText", texts.get(language.locale(), "support", tenant.name()));
    values.put("within", texts.get(language.locale(), "doneWithin", tenant.name()));
    putGuide(values, language, opened);
    putLimits(values, language, opened);
    ShownCodes.put(values, codes, time.now());
    Mustache.CustomContext words = key -> texts.get(language.locale(), key);
    values.put("u", words);
    putStranger(values, language, opened);
    values.put("mayReplace", opened.mayReplace());
    opened.choice().ifPresent(choice -> putChoice(values, language, choice));
    return templates.fill("upload", language.locale(), values);
  }

  /** A page that has nothing to offer but what to do instead. */
  String notice(PageLanguage language, Failure why) {
    var values = frame(language);
    String kind =
        switch (why.problem()) {
          case LINK_UNKNOWN -> "gone";
          case LINK_USED -> "used";
          case QUOTA_EXCEEDED -> "busy";
          default -> "fault";
        };
    String heading = texts.get(language.locale(), kind + "Title");
    values.put("heading", heading);
    values.put("pageTitle", heading);
    values.put("text", texts.get(language.locale(), kind + "Text"));
    values.put("advice", texts.get(language.locale(), kind + "Advice"));
    values.put("again", kind.equals("busy") || kind.equals("fault"));
    return templates.fill("notice", language.locale(), values);
  }

  private Map<String, Object> frame(PageLanguage language) {
    var values = new HashMap<String, Object>();
    values.put("lang", language.tag());
    values.put("here", language.here());
    values.put("languages", language.switches());
    values.put("css", assets.address("page.css"));
    values.put("js", assets.address("upload.js"));
    return values;
  }

  // The reason says it best; else the kind of problem; else that it was our fault.
  private String problem(PageLanguage language, Failure failure) {
    String reason = failure.reason().map(slug -> "reason." + slug).orElse("");
    Optional<String> place = failure.spot().flatMap(Spot::place);
    if (place.isPresent() && texts.has(language.locale(), reason + "-at")) {
      String where = texts.get(language.locale(), "place." + place.get());
      return texts.get(language.locale(), reason + "-at", where);
    }
    String kind = "problem." + failure.problem().slug();
    String key = texts.has(language.locale(), reason) ? reason : kind;
    return texts.get(
        language.locale(),
        texts.has(language.locale(), key) ? key : "problem." + Problem.INTERNAL_ERROR.slug());
  }

  private static String labels(List<PortalAccount> accounts) {
    return accounts.stream()
        .flatMap(account -> account.label().stream())
        .distinct()
        .limit(MOST_LABELS)
        .collect(Collectors.joining(", "));
  }

  private void putGuide(
      Map<String, Object> values, PageLanguage language, LinkVisits.Opened opened) {
    JsonObject guide =
        opened.accounts().stream()
            .findFirst()
            .map(account -> catalogue.get(account.portalId()).json())
            .map(portal -> portal.getJsonObject("authenticator"))
            .orElseGet(JsonObject::new);
    JsonObject steps = guide.getJsonObject("steps", new JsonObject());
    JsonArray own = steps.getJsonArray(language.tag(), steps.getJsonArray("en", new JsonArray()));
    values.put("guide", own.stream().map(String::valueOf).toList());
    values.put("hasGuide", !own.isEmpty());
    String where = guide.getString("where", "");
    values.put("where", where.startsWith("https://") ? where : "");
  }

  private void putLimits(
      Map<String, Object> values, PageLanguage language, LinkVisits.Opened opened) {
    Instant expires = opened.link().expiresAt();
    values.put("expiresAt", expires.toString());
    values.put("expires", MINUTES.format(expires.atZone(ZONE)));
    int left = opened.link().triesLeft();
    String key = left == 1 ? "triesOne" : "triesLeft";
    boolean tried = opened.link().tries() > 0;
    values.put("tries", tried ? texts.get(language.locale(), key, left) : "");
  }

  // A warning, not a refusal: portals name themselves in their codes as they like.
  private void putStranger(
      Map<String, Object> values, PageLanguage language, LinkVisits.Opened opened) {
    var portals =
        opened.accounts().stream().map(account -> catalogue.get(account.portalId())).toList();
    String text =
        IssuerCheck.stranger(opened.login().factor().issuer(), portals)
            .map(issuer -> texts.get(language.locale(), "stranger", issuer))
            .orElse("");
    values.put("stranger", text);
  }

  private void putChoice(Map<String, Object> values, PageLanguage language, SeedChoice choice) {
    var locale = language.locale();
    boolean only = choice.candidates().stream().filter(c -> c.refusal().isEmpty()).count() == 1;
    values.put(
        "candidates",
        choice.candidates().stream()
            .map(
                candidate ->
                    Map.<String, Object>of(
                        "id", candidate.id().toString(),
                        "issuer", candidate.issuer(),
                        "account", candidate.account(),
                        "nameless", candidate.issuer().isEmpty() && candidate.account().isEmpty(),
                        "choosable", candidate.refusal().isEmpty(),
                        "chosen", only && candidate.refusal().isEmpty() && !choice.incomplete()))
            .toList());
    values.put("someChoosable", choice.candidates().stream().anyMatch(c -> c.refusal().isEmpty()));
    values.put("incomplete", choice.incomplete());
    values.put(
        "partsText",
        texts.get(locale, "choiceParts", choice.read().size(), choice.parts(), choice.next()));
    values.put("choiceUntilAt", choice.expiresAt().toString());
    values.put("choiceUntil", MINUTES.format(choice.expiresAt().atZone(ZONE)));
  }
}
