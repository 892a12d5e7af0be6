// Gets the bytes of a row's document.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.Action;
import de.belegbote.portals.recipe.Call;
import de.belegbote.portals.recipe.Decoding;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import de.belegbote.portals.recipe.Step;
import de.belegbote.portals.recipe.Target;
import de.belegbote.portals.recipe.Value;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out a chain of requests and browser steps, each of which sees the answer or page before
 * it; the last brings the bytes, by an answer or by a click that brings a download, a new tab, or
 * an address.
 */
final class DocumentReader {
  private static final Duration BROUGHT = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofSeconds(1);

  private final PortalBrowser browser;
  private final RunClock clock;
  private final Requests requests;
  private final SignIn loop;
  private final String place;

  /**
   * @param loop looks at the browser
   * @param place names the document in outcomes
   */
  DocumentReader(
      PortalBrowser browser, RunClock clock, Requests requests, SignIn loop, String place) {
    this.browser = browser;
    this.clock = clock;
    this.requests = requests;
    this.loop = loop;
    this.place = place;
  }

  /**
   * The answer that holds the bytes, whatever they are.
   *
   * @param row where the chain begins
   * @param known what templates may name, the row's fields among it
   * @param rows where the row can be found again
   * @throws RowFailed when it does not come
   */
  Answer get(List<Action> chain, Row row, Known known, RowSource rows) {
    try {
      return new Chain(row, known, rows).run(chain);
    } catch (BrowserException fault) {
      throw Requests.failed(fault);
    }
  }

  private final class Chain {
    private final Row row;
    private final Known known;
    private final RowSource rows;
    private final RowSteps steps;
    private Row at;
    private Optional<PortalBrowser.Page> left = Optional.empty();

    Chain(Row row, Known known, RowSource rows) {
      this.row = row;
      this.known = known.with(Map.of());
      this.rows = rows;
      this.steps = new RowSteps(clock, loop, place);
      this.at = row;
    }

    Answer run(List<Action> chain) {
      for (Action action : chain.subList(0, chain.size() - 1)) {
        if (action instanceof Action.Ask ask) {
          at = requests.row(asked(ask));
        } else {
          loop.look().refresh();
          left = loop.look().newest();
          at = new PageRow(browse(((Action.Browse) action).step()), browser);
        }
        action.learn().forEach(this::learn);
      }
      Action last = chain.get(chain.size() - 1);
      if (last instanceof Action.Ask ask) {
        Answer answer = asked(ask);
        return ask.call().bytes().map(value -> inside(value, answer)).orElse(answer);
      }
      if (last instanceof Action.Print print) {
        return printed(print);
      }
      return click(((Step.Click) ((Action.Browse) last).step()).on());
    }

    // A page may still be making the address.
    private Answer asked(Action.Ask ask) {
      if (at instanceof PageRow && ask.call().to() instanceof Call.To.Named named) {
        var unused = Learning.from(named.address(), at, known, clock);
      }
      return requests.document(ask.call(), at, known, place);
    }

    private Answer printed(Action.Print print) {
      PortalBrowser.Page page = arrived();
      if (loop.asksForCredential()) {
        throw SessionGone.page(place, "a page to print");
      }
      if (page.status() >= 400) {
        throw new RowFailed(Places.host(page.url()) + " answers " + page.status());
      }
      loop.overlays().close();
      List<String> hide = print.hide().map(Selector::alternatives).orElse(List.of());
      return new Answer(page.url(), 200, Map.of(), page.print(hide));
    }

    // Where the last step led: another document, or address, that came to rest.
    private PortalBrowser.Page arrived() {
      Instant until = clock.now().plus(BROUGHT);
      Instant since = clock.now();
      while (clock.now().isBefore(until)) {
        loop.look().refresh();
        Optional<PortalBrowser.Page> page = loop.look().newest().filter(this::isElsewhere);
        if (page.isEmpty() || browser.busy()) {
          since = clock.now();
        } else if (!clock.now().isBefore(since.plus(REST))) {
          return page.get();
        }
        clock.pause(RunClock.LOOK);
      }
      throw RowFailed.changed("no page to print came");
    }

    private boolean isElsewhere(PortalBrowser.Page page) {
      boolean same =
          left.filter(old -> old.identity().equals(page.identity()) && old.url().equals(page.url()))
              .isPresent();
      return page.url().startsWith("https:") && !same;
    }

    private void learn(String name, Value value) {
      Learning.from(value, at, known, clock)
          .ifPresentOrElse(
              found -> known.learn(name, found, Places.host(at.url())),
              () -> {
                if (!value.optional()) {
                  throw RowFailed.changed(name + " is not there");
                }
              });
    }

    private Answer inside(Value value, Answer answer) {
      Buffer bytes =
          value
              .read(requests.row(answer), known.values())
              .flatMap(found -> Decoding.bytes(found.text()))
              .map(Buffer::buffer)
              .orElseThrow(() -> RowFailed.changed("the answer holds no file"));
      return new Answer(answer.url(), answer.status(), Map.of(), bytes);
    }

    // The document to read on in: that of what was acted on, a frame's too, unless it was left.
    private PortalBrowser.Page browse(Step step) {
      Optional<Element> on = Optional.empty();
      if (step instanceof Step.Open open) {
        browser.open(address(open));
      } else if (step instanceof Step.Pause pause) {
        clock.pause(pause.time());
      } else {
        loop.overlays().close();
        on = steps.control(step.target().orElseThrow(), row, rows);
        on.ifPresent(element -> act(step, element));
      }
      loop.look().refresh();
      return on.map(Element::page)
          .filter(loop.look()::isShown)
          .orElseGet(() -> loop.look().newest().orElseThrow());
    }

    private String address(Step.Open open) {
      String address = open.address().address(known.values());
      if (known.stray(open.address().names(), Places.host(address)).isPresent()) {
        throw new RowFailed("something learned would have gone to " + Places.host(address));
      }
      return address;
    }

    private void act(Step step, Element on) {
      if (step instanceof Step.Set set) {
        on.set(set.to().text(loop.values()));
      } else if (step instanceof Step.Tick tick) {
        on.set(String.valueOf(tick.ticked()));
      } else if (step instanceof Step.Submit && on.tag().equals("form")) {
        on.submit();
      } else {
        on.click();
      }
    }

    private Answer click(Target target) {
      loop.overlays().close();
      Element control =
          steps
              .control(target, row, rows)
              .orElseThrow(() -> RowFailed.changed(target + " is not there"));
      List<PortalBrowser.Page> before = tops();
      control.click();
      Instant until = clock.now().plus(BROUGHT);
      while (clock.now().isBefore(until)) {
        Optional<Answer> file = browser.download();
        if (file.isPresent()) {
          return file.get();
        }
        Optional<String> tab = newTab(before, tops());
        if (tab.isPresent() && !browser.busy()) {
          boolean ours = Places.host(tab.get()).equals(Places.host(row.url()));
          return requests.document(tab.get(), ours, known, place);
        }
        clock.pause(RunClock.LOOK);
      }
      throw new RowFailed("the click brought no document");
    }

    private List<PortalBrowser.Page> tops() {
      loop.look().refresh();
      return loop.look().tops();
    }
  }

  // A tab more than before: what it shows, unless it is still empty.
  private static Optional<String> newTab(
      List<PortalBrowser.Page> before, List<PortalBrowser.Page> now) {
    return now.size() <= before.size()
        ? Optional.empty()
        : Optional.of(now.get(0).url()).filter(url -> url.startsWith("https:"));
  }
}
