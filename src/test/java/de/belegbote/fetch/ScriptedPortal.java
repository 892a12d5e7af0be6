// A portal that shows what a test tells it to, in a browser of a few lines.
package de.belegbote.fetch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.browser.KeptSession;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.platform.TurnableClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Selectors are names: a box is found by the text it was made with. What is to happen later happens
 * when the test's clock, which every pause of the run turns, has come to it.
 */
final class ScriptedPortal implements PortalBrowser {
  private record Later(Instant at, Runnable what) {}

  /** A document; two are the same only if they are one object. */
  record Screen(String url, int status, List<Box> boxes, Map<String, String> headers)
      implements Page {
    Screen {
      boxes = new ArrayList<>(boxes);
      boxes.forEach(box -> box.standOn(this));
    }

    Screen(String url, int status, List<Box> boxes) {
      this(url, status, boxes, Map.of());
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Optional<String> variable(String name) {
      return Optional.empty();
    }

    @Override
    public String source() {
      throw new AssertionError("this portal's pages have no source");
    }

    static Screen of(String url, Box... boxes) {
      return new Screen(url, 200, List.of(boxes));
    }

    void add(Box box) {
      box.standOn(this);
      boxes.add(box);
    }

    void remove(String css) {
      boxes.removeIf(box -> box.isNamed(css));
    }

    @Override
    public Object identity() {
      return System.identityHashCode(this) + "@" + url;
    }

    @Override
    public List<Page> ancestors() {
      return List.of();
    }

    @Override
    public List<Element> find(String css) {
      return boxes.stream().flatMap(box -> box.named(css)).map(Element.class::cast).toList();
    }

    @Override
    public String text() {
      return String.join(" ", boxes.stream().map(Box::text).toList());
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final TurnableClock clock;
  private final Map<String, Runnable> addresses = new HashMap<>();
  private final Map<String, Function<Request, Answer>> answers = new HashMap<>();
  private final List<Later> later = new ArrayList<>();
  private final List<String> opened = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<Screen> tabs = new ArrayList<>();
  private final List<String> cookies = new ArrayList<>();
  private Instant busyUntil = Instant.MIN;
  private Answer download;
  private int resumed;

  ScriptedPortal(TurnableClock clock) {
    this.clock = clock;
  }

  /** What opening an address does. */
  @CanIgnoreReturnValue
  ScriptedPortal at(String url, Runnable what) {
    addresses.put(url, what);
    return this;
  }

  /** What a request for an address is answered. */
  @CanIgnoreReturnValue
  ScriptedPortal answering(String url, int status, String type, String body) {
    return answering(url, request -> answer(url, status, type, Buffer.buffer(body)));
  }

  @CanIgnoreReturnValue
  ScriptedPortal answering(String url, Function<Request, Answer> answer) {
    answers.put(url, answer);
    return this;
  }

  static Answer answer(String url, int status, String type, Buffer body) {
    return new Answer(url, status, Map.of("content-type", type), body);
  }

  /** Shows a document in the newest tab. */
  void show(Screen screen) {
    if (!tabs.isEmpty()) {
      tabs.remove(0);
    }
    tabs.add(0, screen);
  }

  /** Opens a tab. */
  void tab(Screen screen) {
    tabs.add(0, screen);
  }

  Screen shown() {
    return tabs.get(0);
  }

  void later(Duration delay, Runnable what) {
    later.add(new Later(clock.instant().plus(delay), what));
  }

  void busyFor(Duration time) {
    busyUntil = clock.instant().plus(time);
  }

  void bring(Answer file) {
    download = file;
  }

  /** Cookies that were set, each with its host. */
  List<String> cookies() {
    return cookies;
  }

  List<String> opened() {
    return opened;
  }

  List<Request> requests() {
    return requests;
  }

  private void goOn() {
    List<Later> due = later.stream().filter(one -> !one.at.isAfter(clock.instant())).toList();
    later.removeAll(due);
    due.forEach(one -> one.what.run());
  }

  @Override
  public void open(String url) {
    opened.add(url);
    Stream.ofNullable(addresses.get(url))
        .findFirst()
        .orElse(() -> show(new Screen(url, 404, List.of())))
        .run();
  }

  @Override
  public List<Page> pages() {
    goOn();
    return List.copyOf(tabs);
  }

  @Override
  public boolean busy() {
    goOn();
    return clock.instant().isBefore(busyUntil);
  }

  @Override
  public void idle(Duration time) {
    clock.turn(time);
    goOn();
  }

  @Override
  public Answer request(Request request) {
    requests.add(request);
    return Optional.ofNullable(answers.get(request.url()))
        .map(answer -> answer.apply(request))
        .orElseGet(() -> answer(request.url(), 404, "text/plain", Buffer.buffer("nothing here")));
  }

  @Override
  public void setCookie(String host, String name, String value) {
    cookies.add(host + " " + name + "=" + value);
  }

  @Override
  public Optional<String> cookie(String url, String name) {
    return Optional.empty();
  }

  @Override
  public KeptSession keep() {
    return KeptSession.empty(ZoneOffset.UTC);
  }

  @Override
  public void resume(KeptSession session) {
    cookies.clear();
    resumed++;
  }

  /** How often it got another jar of cookies. */
  int resumed() {
    return resumed;
  }

  @Override
  public Optional<Answer> download() {
    return Optional.ofNullable(download);
  }

  @Override
  public void expire() {
    throw new UnsupportedOperationException("this portal never hangs");
  }

  @Override
  public void close() {
    tabs.clear();
  }
}
