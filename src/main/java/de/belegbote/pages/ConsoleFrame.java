// What all pages of the console have around them.
package de.belegbote.pages;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Texts;
import de.belegbote.platform.tenancy.Tenant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Fills the console's templates; every page lies one level below the root. */
final class ConsoleFrame {
  private static final String[] TEMPLATES = {
    "console-sign-in",
    "console-notice",
    "console-companies",
    "console-link",
    "console-table",
    "console-fetch",
    "console-keys"
  };
  private static final List<String> WRITING =
      List.of("createCompany", "createConnectSession", "createApiKey");

  private final Texts texts = new Texts("console");
  private final Templates templates = new Templates(texts, TEMPLATES);
  private final Assets assets = new Assets();
  private final BrandAssets brands;

  ConsoleFrame(BrandAssets brands) {
    this.brands = brands;
  }

  Texts texts() {
    return texts;
  }

  /** A page of somebody who is signed in. */
  String page(
      ConsoleVisit visit,
      List<ConsoleArea> areas,
      ConsoleArea current,
      ConsoleArea.Answer answer,
      Optional<Failure> wrong) {
    var values = around(visit.language(), Optional.of(visit.tenant()));
    String name = texts.get(visit.locale(), "place." + current.under());
    values.put("pageTitle", texts.get(visit.locale(), "title", name, visit.tenant().name()));
    values.put("signedIn", true);
    values.put("person", visit.session().name());
    values.put("readOnly", WRITING.stream().noneMatch(visit::may));
    values.put("form", visit.form());
    values.put("heading", name);
    values.put("here", visit.here(current.name()));
    values.put("wrong", wrong.map(f -> text(visit.locale(), f, visit.requestId())).orElse(""));
    values.put(
        "places",
        areas.stream()
            .filter(area -> area.under().equals(area.name()) && visit.may(area.operation()))
            .map(
                area ->
                    Map.<String, Object>of(
                        "href", area.name(),
                        "name", texts.get(visit.locale(), "place." + area.name()),
                        "current", area.name().equals(current.under())))
            .toList());
    values.putAll(answer.values());
    return templates.fill(answer.template(), visit.locale(), values);
  }

  /** A page of nobody: before the sign-in, or after it ended. */
  String open(
      PageLanguage language,
      Optional<Tenant> tenant,
      String here,
      String template,
      String heading,
      Map<String, Object> more) {
    var values = around(language, tenant);
    values.put(
        "pageTitle",
        texts.get(language.locale(), "title", heading, tenant.map(Tenant::name).orElse("")));
    values.put("here", here);
    values.putAll(more);
    return templates.fill(template, language.locale(), values);
  }

  private Map<String, Object> around(PageLanguage language, Optional<Tenant> tenant) {
    var values = new HashMap<String, Object>();
    values.put("lang", language.tag());
    values.put("languages", language.switches());
    values.put("css", assets.address("page.css"));
    values.put("connectCss", assets.address("connect.css"));
    values.put("consoleCss", assets.address("console.css"));
    values.put("consoleJs", assets.address("console.js"));
    values.put("colors", tenant.map(brands::colors).orElse(""));
    values.put("logo", tenant.map(brands::logo).orElse(""));
    values.put("tenant", tenant.map(Tenant::name).orElse("Belegbote"));
    values.put("signedIn", false);
    values.put("wrong", "");
    return values;
  }

  /** A sentence for a failure: by its reason, else by its kind. */
  String text(Locale language, Failure failure, String requestId) {
    for (String key :
        List.of("reason." + failure.reason().orElse(""), "problem." + failure.problem().slug())) {
      if (texts.has(language, key)) {
        return texts.get(language, key, requestId);
      }
    }
    String key = failure.problem().isOutside() ? "problem.unavailable" : otherwise(failure);
    return texts.get(language, key, requestId);
  }

  private static String otherwise(Failure failure) {
    Problem kind =
        failure.problem().status() < 500 ? Problem.INVALID_REQUEST : Problem.INTERNAL_ERROR;
    return "problem." + kind.slug();
  }
}
