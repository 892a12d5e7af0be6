// Does on a page what its recipe says, and guards what is typed.
package de.belegbote.fetch;

import de.belegbote.fetch.Look.Seen;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.platform.Secret;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Credential;
import de.belegbote.portals.recipe.Hosts;
import de.belegbote.portals.recipe.Page;
import de.belegbote.portals.recipe.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The {@code do} of one page, from its first step to its end. */
final class Acting {
  private static final Duration TARGET = Duration.ofSeconds(10);
  private static final Duration SENDS_ITSELF = Duration.ofSeconds(2);
  private static final Duration PENDING = Duration.ofSeconds(60);
  private static final int MOST_CLICKS = 100;

  private final PortalBrowser browser;
  private final RunInput input;
  private final RunClock clock;
  private final Hosts hosts;
  private final Map<String, String> values;
  private final Look look;
  private final Attempt attempt;
  private final Filled filled;
  private final Supplier<Map<String, Seen>> sight;
  private final Runnable overlays;

  /**
   * @param sight tells which pages match now
   * @param overlays closes what lies over the page; run before each step
   */
  Acting(
      PortalBrowser browser,
      RunInput input,
      RunClock clock,
      Hosts hosts,
      Map<String, String> values,
      Look look,
      Attempt attempt,
      Filled filled,
      Supplier<Map<String, Seen>> sight,
      Runnable overlays) {
    this.browser = browser;
    this.input = input;
    this.clock = clock;
    this.hosts = hosts;
    this.values = values;
    this.look = look;
    this.attempt = attempt;
    this.filled = filled;
    this.sight = sight;
    this.overlays = overlays;
  }

  /**
   * Does it to the end.
   *
   * @param document where the page was recognised
   * @return what matched right before the last thing that was done
   * @throws RunEnd LAYOUT_CHANGED when a target does not come, or a credential would go elsewhere
   */
  Map<String, Seen> perform(Page page, PortalBrowser.Page document) {
    if (page.sendsCredential()) {
      filled.begin(page);
    }
    var run = new Run(page, document);
    for (Step step : page.steps()) {
      if (!page.overlay()) {
        overlays.run();
      }
      run.step(step);
    }
    return run.before;
  }

  private final class Run {
    private final Page page;
    private final PortalBrowser.Page document;
    private Map<String, Seen> before = Map.of();
    private boolean secret;
    private Element code;

    Run(Page page, PortalBrowser.Page document) {
      this.page = page;
      this.document = document;
    }

    void step(Step step) {
      if (step instanceof Step.Pause pause) {
        clock.pause(pause.time());
      } else if (step instanceof Step.Open open) {
        see();
        browser.open(open.address().address(values));
      } else if (step instanceof Step.Fill fill) {
        fill(fill);
      } else {
        if (step instanceof Step.Submit) {
          letItSendItself();
        }
        List<Element> on = await(step);
        if (!on.isEmpty()) {
          see();
          act(step, on.get(0));
        }
      }
    }

    private void see() {
      look.refresh();
      before = sight.get();
    }

    // Waits for the target; empty when it is optional or the page has already sent itself.
    private List<Element> await(Step step) {
      Instant until = clock.now().plus(TARGET);
      boolean optional = step.target().orElseThrow().optional();
      while (true) {
        look.refresh();
        List<Element> on = look.on(page, step, document);
        if (!on.isEmpty() || optional || hasSentItself()) {
          return on;
        }
        if (!clock.now().isBefore(until)) {
          throw changed(step.target().get() + " did not come");
        }
        clock.pause(RunClock.LOOK);
      }
    }

    private boolean hasSentItself() {
      return code != null && !code.visible();
    }

    private void letItSendItself() {
      Instant begun = clock.now();
      while (code != null && !hasSentItself()) {
        Duration waited = Duration.between(begun, clock.now());
        // A request under way may be the code's: sending it twice would spoil it.
        Duration most = browser.busy() ? PENDING : SENDS_ITSELF;
        if (waited.compareTo(most) >= 0) {
          return;
        }
        clock.pause(RunClock.LOOK);
      }
    }

    private void act(Step step, Element element) {
      if (step instanceof Step.Set set) {
        element.set(set.to().text(values));
      } else if (step instanceof Step.Tick tick) {
        element.set(String.valueOf(tick.ticked()));
      } else if (step instanceof Step.Submit && element.tag().equals("form")) {
        mayLeave(element);
        element.submit();
      } else {
        mayLeave(element);
        element.click();
      }
      if (step instanceof Step.Click click && click.all()) {
        clickOthers(click);
      }
    }

    private void clickOthers(Step.Click click) {
      for (int clicks = 1; clicks < MOST_CLICKS; clicks++) {
        clock.pause(RunClock.LOOK);
        look.refresh();
        List<Element> next = look.on(page, click, document);
        if (next.isEmpty()) {
          return;
        }
        mayLeave(next.get(0));
        next.get(0).click();
      }
    }

    private void mayLeave(Element element) {
      if (secret) {
        guard(element);
      }
    }

    private void fill(Step.Fill fill) {
      Secret text = secret(fill.with());
      List<Element> on = await(fill);
      if (on.isEmpty()) {
        return;
      }
      see();
      filled.typing(fill, on);
      secret = true;
      if (on.size() == 1) {
        on.get(0).type(text, () -> guard(on.get(0)));
      } else {
        fillBoxes(on, text);
      }
      attempt.typed(fill.with());
      if (fill.with() == Credential.CODE) {
        code = on.get(0);
      }
    }

    private void fillBoxes(List<Element> boxes, Secret text) {
      String digits = text.reveal();
      if (digits.length() != boxes.size()) {
        throw changed(boxes.size() + " boxes for a code of " + digits.length() + " digits");
      }
      for (int i = 0; i < boxes.size(); i++) {
        Element box = boxes.get(i);
        box.type(new Secret(digits.substring(i, i + 1)), () -> guard(box));
      }
    }

    private Secret secret(Credential credential) {
      return switch (credential) {
        case USERNAME -> input.username().get();
        case PASSWORD -> input.password().get();
        case CODE -> {
          attempt.askedForCode();
          yield clock.uncounted(input.code()).orElseThrow(this::noSeed);
        }
        case ANSWER -> throw new IllegalStateException("nobody watches this run");
      };
    }

    // The truth for the customer is the same as with a code by SMS: we cannot make this code.
    private RunEnd noSeed() {
      return new RunEnd(FetchOutcome.CODE_NEEDED_ELSEWHERE, page.name(), "no seed stored");
    }

    /**
     * Asked before each key and before sending: everything around the field is one of our hosts.
     * security.md rule 9.
     */
    private void guard(Element element) {
      input.stillClaimed().run();
      allow(element.page().url());
      element.page().ancestors().forEach(outer -> allow(outer.url()));
      element.formAction().ifPresent(this::allow);
    }

    private void allow(String url) {
      if (!hosts.allow(url)) {
        throw changed("a credential would have gone to " + Places.host(url));
      }
    }

    private RunEnd changed(String detail) {
      return new RunEnd(FetchOutcome.LAYOUT_CHANGED, page.name(), detail);
    }
  }
}
