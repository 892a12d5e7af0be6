// A run of the practice recipe at a practice portal, through the egress proxy, with a turned clock.
package de.belegbote.sandbox;

import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.InvoiceKey;
import de.belegbote.fetch.QuickBrowser;
import de.belegbote.fetch.RecipeRunner;
import de.belegbote.fetch.RunInput;
import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.BrowserSettings;
import de.belegbote.fetch.browser.EgressPass;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.fetch.browser.HtmlUnitBrowser;
import de.belegbote.fetch.browser.KeptSession;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.RecipeFile;
import de.belegbote.testing.Wait;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Keeps what its runs stored, as the product's database would. */
final class RunAtPractice {

  // TLS is checked by the machine's own clock.
  private final DevCertificates tls =
      DevCertificates.create(Set.of(PracticePortal.HOST), Instant.now());
  private final RunningPortal portal;
  private final TimeSource time;
  private final EgressProxy proxy;
  private final List<String> steps = new ArrayList<>();
  private final Map<InvoiceKey, FetchedInvoice> stored = new TreeMap<>(RunAtPractice::compare);
  private String password = PracticePortal.PASSWORD;
  private int passwordsTyped;
  private int codesTyped;
  private long lastStep;
  private LocalDate since;
  private boolean keeping;
  private Optional<KeptSession> kept = Optional.empty();
  private RecipeRunner.Session verdict;
  private String text = practice();
  private BiFunction<BrowserSettings, EgressPass, PortalBrowser> engine =
      (settings, pass) -> new QuickBrowser(new HtmlUnitBrowser(settings));

  /** Adds an HTTPS listener for the accounts that the portal knows by now. */
  RunAtPractice(RunningPortal portal) {
    this.portal = portal;
    var settings = portal.settings(0, tls.serverKeys());
    var verticle = new PracticePortalVerticle(settings, 1_000);
    Wait.until(portal.vertx().deployVerticle(verticle));
    time = settings.time();
    since = LocalDate.ofInstant(time.now(), ZoneOffset.UTC).minusYears(3);
    var route = SocketAddress.inetSocketAddress(verticle.httpsPort(), "127.0.0.1");
    var guard = new EgressGuard(portal.vertx(), Map.of(PracticePortal.HOST + ":443", route));
    proxy = Wait.until(EgressProxy.listen(portal.vertx(), guard, EgressPass.Limits.usual()));
  }

  private static int compare(InvoiceKey a, InvoiceKey b) {
    return (a.kind() + a.identity()).compareTo(b.kind() + b.identity());
  }

  RunAtPractice since(LocalDate day) {
    since = day;
    return this;
  }

  /** In another browser than HtmlUnit, which has nothing to do while the clock is turned. */
  RunAtPractice in(BiFunction<BrowserSettings, EgressPass, PortalBrowser> other) {
    engine = other;
    return this;
  }

  /** With a part of the recipe's text written in another way. */
  RunAtPractice with(String part, String other) {
    if (!text.contains(part)) {
      throw new IllegalArgumentException("the recipe does not say " + part);
    }
    text = text.replace(part, other);
    return this;
  }

  private static String practice() {
    try (var in = RunAtPractice.class.getResourceAsStream("/recipes/practice.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  RunAtPractice password(String other) {
    password = other;
    return this;
  }

  /** Each run goes on in the session of the one before. */
  RunAtPractice keeping() {
    keeping = true;
    return this;
  }

  /** What the last run said about its session. */
  RecipeRunner.Session verdict() {
    return verdict;
  }

  /** Without a seed. */
  RunResult run(String username) {
    return run(username, Optional.empty());
  }

  /** With codes of this seed, each time step once and the first after waiting for a new one. */
  RunResult run(String username, OtpAuth seed) {
    return run(username, Optional.of(seed));
  }

  private RunResult run(String username, Optional<OtpAuth> seed) {
    Recipe recipe = RecipeFile.read("practice.yaml", text);
    try (var pass = proxy.pass();
        var browser = engine.apply(settings(pass), pass)) {
      var runner = new RecipeRunner(recipe, browser, input(username, seed));
      kept.ifPresent(browser::resume);
      RunResult result = kept.isPresent() ? runner.resume(false) : runner.run();
      verdict = runner.session();
      if (keeping && verdict == RecipeRunner.Session.KEEP) {
        kept = KeptSession.read(browser.keep().secret());
      }
      return result;
    }
  }

  private BrowserSettings settings(EgressPass pass) {
    return new BrowserSettings(
        "127.0.0.1",
        proxy.port(),
        pass.user(),
        pass.password(),
        tls.trust(),
        Duration.ofMinutes(2),
        "de-DE",
        null,
        ZoneOffset.UTC,
        BrowserSettings.Limits.usual());
  }

  private RunInput input(String username, Optional<OtpAuth> seed) {
    return new RunInput(
        Map.of(),
        since,
        () -> new Secret(username),
        this::typePassword,
        () -> seed.map(this::freshCode),
        () -> {},
        stored::containsKey,
        invoice -> stored.putIfAbsent(key(invoice), invoice) == null,
        steps::add,
        time,
        Duration.ofMinutes(10));
  }

  private static InvoiceKey key(FetchedInvoice invoice) {
    return new InvoiceKey(invoice.kind(), invoice.identity());
  }

  private Secret typePassword() {
    passwordsTyped++;
    return new Secret(password);
  }

  private Secret freshCode(OtpAuth seed) {
    codesTyped++;
    while (Totp.stepOf(seed, time.now()) <= lastStep) {
      portal.turn(Duration.ofSeconds(1));
    }
    lastStep = Totp.stepOf(seed, time.now());
    return Totp.code(seed, lastStep);
  }

  /** The step that was used when the authenticator was set up is no longer to be had. */
  RunAtPractice usedUpToNow(OtpAuth seed) {
    lastStep = Totp.stepOf(seed, time.now());
    return this;
  }

  List<FetchedInvoice> stored() {
    return List.copyOf(stored.values());
  }

  List<String> steps() {
    return List.copyOf(steps);
  }

  String kinds() {
    return stored.keySet().stream()
        .collect(Collectors.groupingBy(InvoiceKey::kind, TreeMap::new, Collectors.counting()))
        .toString();
  }

  int passwordsTyped() {
    return passwordsTyped;
  }

  int codesTyped() {
    return codesTyped;
  }
}
