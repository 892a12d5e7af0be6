// What a browser for one run is opened with.
package de.belegbote.fetch.browser;

import de.belegbote.platform.Secret;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneId;

/**
 * The way out, the limits and the looks of a browser for one run.
 *
 * @param proxyHost where the {@link EgressProxy} listens
 * @param proxyPort its port
 * @param proxyUser of the run's {@link EgressPass}
 * @param proxyPassword of the run's {@link EgressPass}
 * @param extraTrust certificates trusted beside the JDK's own; null for none
 * @param deadline how long the browser may live, waiting included; past it every call fails
 * @param language Accept-Language and what scripts read, such as {@code de-DE}
 * @param userAgent what the browser calls itself; null for the engine's own, which suits it best
 * @param zone the time zone that scripts see
 * @param limits what one run may load
 */
public record BrowserSettings(
    String proxyHost,
    int proxyPort,
    String proxyUser,
    Secret proxyPassword,
    KeyStore extraTrust,
    Duration deadline,
    String language,
    String userAgent,
    ZoneId zone,
    Limits limits) {

  /**
   * What one run may load; more is {@link BrowserException.Kind#TOO_MUCH}.
   *
   * @param pages documents, frames included
   * @param answerBytes of one answer, unpacked
   * @param call how long a single call may take
   */
  public record Limits(int pages, int answerBytes, Duration call) {
    /** 200 pages, 25 MB an answer, 90 seconds a call. */
    public static Limits usual() {
      return new Limits(200, 25_000_000, Duration.ofSeconds(90));
    }
  }
}
