// How Chromium is started: its switches, and what it says when it does not come up.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.BrowserType.LaunchPersistentContextOptions;
import com.microsoft.playwright.options.Proxy;
import com.microsoft.playwright.options.ServiceWorkerPolicy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** Everything it sends goes through the egress proxy; nothing is resolved or sent beside it. */
final class ChromiumStart {
  private static final Duration START = Duration.ofSeconds(60);
  private static final int REASON = 200;

  private static final List<String> SWITCHES =
      List.of(
          "--allow-browser-signin=false",
          // The browser itself asks there who is signed in; so that question never leaves the
          // house.
          "--gaia-url=http://127.0.0.1:9",
          "--disable-gpu",
          "--disable-quic",
          "--disable-domain-reliability",
          "--dns-prefetch-disable",
          "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
          "--no-pings",
          "--disable-notifications",
          "--deny-permission-prompts");

  private ChromiumStart() {}

  static LaunchPersistentContextOptions options(
      ChromiumProgram program, BrowserSettings settings, ChromiumProfile profile) {
    var switches = new java.util.ArrayList<>(SWITCHES);
    // Names are resolved by the proxy alone.
    switches.add("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE " + settings.proxyHost());
    var options =
        new LaunchPersistentContextOptions()
            .setExecutablePath(program.chromium())
            .setHeadless(true)
            .setChromiumSandbox(program.sandbox())
            .setEnv(ChromiumDriver.environment(profile.folder()))
            .setAcceptDownloads(true)
            .setDownloadsPath(profile.downloads())
            .setProxy(
                new Proxy("http://" + settings.proxyHost() + ":" + settings.proxyPort())
                    .setUsername(settings.proxyUser())
                    .setPassword(settings.proxyPassword().reveal()))
            .setLocale(settings.language())
            .setTimezoneId(zone(settings.zone()))
            .setServiceWorkers(ServiceWorkerPolicy.BLOCK)
            .setTimeout((double) START.toMillis())
            .setArgs(switches);
    return settings.userAgent() == null ? options : options.setUserAgent(settings.userAgent());
  }

  // Chromium knows the names of the tz database, not the JDK's offsets.
  private static String zone(ZoneId zone) {
    return zone.normalized().getId().equals("Z") ? "UTC" : zone.getId();
  }

  /** The settings with the name that the browser gives itself. */
  static BrowserSettings named(BrowserSettings settings, String agent) {
    return new BrowserSettings(
        settings.proxyHost(),
        settings.proxyPort(),
        settings.proxyUser(),
        settings.proxyPassword(),
        settings.extraTrust(),
        settings.deadline(),
        settings.language(),
        agent,
        settings.zone(),
        settings.limits());
  }

  /** The line of the driver's report that says why; at a start it knows no secret. */
  static String reason(String report) {
    String line =
        report
            .lines()
            .filter(
                each ->
                    each.matches(
                        "(?i).*(sandbox|namespace|shared librar|FATAL|Permission|too"
                            + " long|exitCode).*"))
            .findFirst()
            .orElseGet(() -> report.lines().findFirst().orElse("no reason given"))
            .strip();
    return line.substring(0, Math.min(line.length(), REASON));
  }
}
