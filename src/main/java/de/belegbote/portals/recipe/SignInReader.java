// Reads the sign-in of a recipe.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.SignIn.Cookie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns {@code sign_in} into records and refuses pages that cannot mean anything. */
final class SignInReader {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String NOBODY_THERE = "CODE_NEEDED_ELSEWHERE";

  private final Parts parts;

  SignInReader(Parts parts) {
    this.parts = parts;
  }

  /**
   * Reads it.
   *
   * @param shared pages of a shared sign-in, which alone fills credentials then
   */
  SignIn read(Item item, Optional<List<Page>> shared) {
    var pages = new ArrayList<>(item.items("pages").stream().map(this::page).toList());
    var names = new HashSet<String>();
    for (Item page : item.items("pages")) {
      if (!names.add(page.get("page").string())) {
        throw page.wrong("there are two pages named " + page.get("page").string());
      }
    }
    for (Item own : shared.isPresent() ? item.items("pages") : List.<Item>of()) {
      if (page(own).sendsCredential()) {
        throw own.wrong("beside use no page fills a credential");
      }
    }
    for (Page page : shared.orElse(List.of())) {
      if (!names.add(page.name())) {
        throw item.get("pages").wrong("the shared sign-in has a page named " + page.name());
      }
      pages.add(page);
    }
    if (pages.stream().noneMatch(page -> page.sends(Credential.PASSWORD))) {
      throw item.find("pages").orElse(item).wrong("no page types the password");
    }
    return new SignIn(
        parts.address(item.get("open"), Set.of()),
        parts.condition(item.get("goal")),
        item.find("patience").map(Item::duration).orElse(PATIENCE),
        item.items("cookies").stream().map(this::cookie).toList(),
        List.copyOf(pages));
  }

  private Cookie cookie(Item item) {
    String host = item.get("host").string();
    if (parts.settingsTemplate(item.get("host")).names().isEmpty()
        && !host.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
      throw item.get("host").wrong("a host name is expected");
    }
    return new Cookie(
        item.get("name").string(),
        parts.settingsTemplate(item.get("value")),
        parts.settingsTemplate(item.get("host")));
  }

  Page page(Item item) {
    List<Step> steps = parts.steps(item, "do", Set.of());
    boolean asks = item.has("ask");
    boolean overlay = item.isTrue("overlay");
    check(item, steps, asks, overlay);
    boolean credential = !asks && steps.stream().anyMatch(step -> step.credential().isPresent());
    Optional<String> outcome = item.find("outcome").map(Item::string);
    return new Page(
        item.get("page").string(),
        item.find("when").map(parts::condition).orElse(Condition.always()),
        item.find("in").map(parts::frame),
        steps,
        outcome.or(() -> asks ? Optional.of(NOBODY_THERE) : Optional.empty()),
        item.find("ask").map(ask -> ask.get("kind").string()),
        overlay,
        item.find("visits").map(Item::number).orElse(credential ? 1 : 3),
        item.find("again").map(Item::string).orElse("LAYOUT_CHANGED"),
        item.find("guess").map(Item::string));
  }

  private static void check(Item item, List<Step> steps, boolean asks, boolean overlay) {
    boolean fixed = item.has("outcome") && !asks;
    if (fixed && !steps.isEmpty()) {
      throw item.get("do").wrong("a page with an outcome ends the sign-in, so it has no do");
    }
    if (!fixed && !asks && steps.isEmpty()) {
      throw item.wrong("a page needs do, outcome or ask");
    }
    if (asks && "REFUSED".equals(item.find("outcome").map(Item::string).orElse(""))) {
      throw item.get("outcome").wrong("a page that asks a person cannot be REFUSED");
    }
    if (overlay && (item.has("outcome") || asks)) {
      throw item.wrong("an overlay is only closed: it has no outcome and no ask");
    }
    for (Step step : steps) {
      boolean answer = step.credential().filter(c -> c == Credential.ANSWER).isPresent();
      if (answer != (asks && step.credential().isPresent())) {
        throw item.get("do").wrong("with: answer belongs to pages with ask, and nothing else does");
      }
      if (overlay && step.credential().isPresent()) {
        throw item.get("do").wrong("an overlay sends no credential");
      }
    }
    boolean known =
        item.has("when")
            || steps.stream().limit(1).anyMatch(SignInReader::isSought)
            || steps.stream().anyMatch(step -> step.credential().isPresent());
    if (!known) {
      throw item.wrong("nothing tells this page from others: it needs when, or a first target");
    }
  }

  private static boolean isSought(Step step) {
    return step.target().filter(target -> !target.optional()).isPresent();
  }
}
