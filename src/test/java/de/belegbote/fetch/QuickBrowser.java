// A browser whose pages have nothing to do while a test's clock is turned.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.KeptSession;
import de.belegbote.fetch.browser.PortalBrowser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Passes everything on but the waiting: the clock is turned by whoever pauses on it. */
public final class QuickBrowser implements PortalBrowser {
  private static final Duration BREATH = Duration.ofMillis(2);

  private final PortalBrowser real;

  public QuickBrowser(PortalBrowser real) {
    this.real = real;
  }

  @Override
  public void open(String url) {
    real.open(url);
  }

  @Override
  public List<Page> pages() {
    return real.pages();
  }

  @Override
  public boolean busy() {
    return real.busy();
  }

  @Override
  public void idle(Duration time) {
    real.idle(BREATH);
  }

  @Override
  public Answer request(Request request) {
    return real.request(request);
  }

  @Override
  public void setCookie(String host, String name, String value) {
    real.setCookie(host, name, value);
  }

  @Override
  public Optional<String> cookie(String url, String name) {
    return real.cookie(url, name);
  }

  @Override
  public KeptSession keep() {
    return real.keep();
  }

  @Override
  public void resume(KeptSession session) {
    real.resume(session);
  }

  @Override
  public Optional<Answer> download() {
    return real.download();
  }

  @Override
  public void expire() {
    real.expire();
  }

  @Override
  public void close() {
    real.close();
  }
}
