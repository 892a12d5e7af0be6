// How much of the speed of plain HtmlUnit is left in a whole fetch, for one second of processor.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.sun.management.OperatingSystemMXBean;
import de.belegbote.demo.Customer;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.htmlunit.WebClient;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sign-in with password and code, the list and every document of it, at the practice portal: by the
 * product, from the confirmation of the second factor to the committed end of the fetch, two at a
 * time, and by a new {@link WebClient} that does the same and keeps nothing. Both take turns with
 * the same users in this process, which is the portal too; so only the ratio means something. The
 * database's processes do not count. Runs with {@code -Pbench} only.
 */
class FetchBench {
  private static final int WARM_UP = 30;
  private static final int ROUNDS = 5;
  private static final int FETCHES = 10;
  private static final int DOCUMENTS = 7;
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final int SHOWN = 10;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final OperatingSystemMXBean MACHINE =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @TempDir Path folder;
  // No time step has to be waited for: whoever waits turns it.
  private final TurnableClock clock = new TurnableClock(Instant.now());
  private final List<Double> ratios = new ArrayList<>();
  private int users;

  /** A user of the portal whose authenticator is on, and the login that the product has of it. */
  private record User(String name, String key, String login) {}

  @Test
  void fetchAgainstPlainHtmlUnit() throws Exception {
    hasty();
    try (var house = TestHouse.start(folder, clock.source(), Map.of());
        var sql = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var look =
            sql.prepareStatement("select count(*) from belegbote.fetch_run where outcome = 'OK'")) {
      var unused = round(house, look, WARM_UP);
      for (int round = 1; round <= ROUNDS; round++) {
        var rates = round(house, look, FETCHES);
        ratios.add(rates.get(0) / rates.get(1));
        System.out.printf(
            Locale.ROOT,
            "bench fetch, round %d: ours %.2f, plain %.2f a CPU second, ratio %.2f%n",
            round,
            rates.get(0),
            rates.get(1),
            rates.get(0) / rates.get(1));
      }
      assertEquals(DOCUMENTS * (long) users, invoices(sql));
    }
    ratios.sort(null);
    System.out.printf(
        Locale.ROOT,
        "bench fetch: sign-in and fetch per CPU second against plain HtmlUnit, median ratio %.2f"
            + " (%.2f to %.2f)%n",
        ratios.get(ROUNDS / 2),
        ratios.get(0),
        ratios.get(ROUNDS - 1));
  }

  // The recipe as it is published, without its politeness, which takes time and no processor.
  private void hasty() throws IOException {
    try (InputStream in = FetchBench.class.getResourceAsStream("/recipes/practice.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Path recipes = Files.createDirectory(folder.resolve("recipes"));
      Files.writeString(
          recipes.resolve("practice.yaml"),
          text.replace("\nsign_in:\n", "\nrequests: {pause: 20ms}\nsign_in:\n"));
    }
  }

  /** Fetches per second of processor, ours and the plain ones. */
  private List<Double> round(TestHouse house, PreparedStatement look, int fetches)
      throws Exception {
    var api = house.as(TestHouse.A);
    List<User> some = new ArrayList<>();
    for (int i = 0; i < fetches; i++) {
      some.add(user(house, api));
    }
    // All steps whose codes were shown are over.
    clock.turn(STEP.multipliedBy(SHOWN));
    long before = MACHINE.getProcessCpuTime();
    ours(api, look, some);
    long between = MACHINE.getProcessCpuTime();
    for (User user : some) {
      // The portal takes no step twice.
      clock.turn(STEP);
      assertEquals(DOCUMENTS, plain(house.practiceTlsUrl().toString(), user));
    }
    long after = MACHINE.getProcessCpuTime();
    return List.of(fetches * 1e9 / (between - before), fetches * 1e9 / (after - between));
  }

  private User user(TestHouse house, ApiClient api) {
    users++;
    String name = "good+bench-" + users + "@" + PracticePortal.HOST;
    var customer = new Customer(house.practiceUrl());
    customer.openSecurity(name, PracticePortal.PASSWORD);
    String key = customer.shownKey().replace(" ", "");
    String company =
        api.post("/companies", new JsonObject().put("name", name)).is(201).json().getString("id");
    LocalDate since = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusYears(1);
    var account =
        api.post(
                "/portal-accounts",
                TestHouse.account(company, name, PracticePortal.PASSWORD)
                    .put("since", since.toString()))
            .is(201)
            .json();
    String login = account.getString("loginId");
    var shown =
        api.put("/logins/" + login + "/second-factor/key", new JsonObject().put("key", key))
            .is(200)
            .json();
    customer.activate(shown.getJsonArray("codes").getJsonObject(0).getString("code"));
    return new User(name, key, login);
  }

  private void ours(ApiClient api, PreparedStatement look, List<User> some) throws SQLException {
    for (User user : some) {
      api.post(
              "/logins/" + user.login() + "/second-factor/confirm",
              new JsonObject().put("activated", true))
          .is(200);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (finished(look) < users) {
      assertTrue(System.nanoTime() < end, "the fetches do not end");
      TimeSource.system().pause().accept(LOOK);
    }
  }

  private static int finished(PreparedStatement look) throws SQLException {
    try (var count = look.executeQuery()) {
      assertTrue(count.next());
      return count.getInt(1);
    }
  }

  /** As it would be written without a product; gives how many documents came. */
  private int plain(String portal, User user) throws Exception {
    try (var client = new WebClient()) {
      client.getOptions().setUseInsecureSSL(true);
      HtmlPage login = client.getPage(portal + "/");
      login.<HtmlInput>getHtmlElementById("username").type(user.name());
      login.<HtmlInput>getHtmlElementById("password").type(PracticePortal.PASSWORD);
      HtmlPage asked = sent(login.getHtmlElementById("login"));
      HtmlForm form = asked.getHtmlElementById("code");
      form.<HtmlInput>getInputByName("code").type(code(user.key()));
      HtmlPage list = sent(form);
      int documents = 0;
      for (Object link : list.getByXPath("//table[@id='invoices']//a[@class='pdf']")) {
        String address = list.getFullyQualifiedUrl(((HtmlAnchor) link).getHrefAttribute()) + "";
        WebResponse document = client.getPage(address).getWebResponse();
        assertTrue(document.getContentAsString(StandardCharsets.ISO_8859_1).startsWith("%PDF-"));
        documents++;
      }
      return documents;
    }
  }

  private static HtmlPage sent(HtmlForm form) throws IOException {
    return form.<org.htmlunit.html.HtmlElement>getFirstByXPath(".//button").click();
  }

  private String code(String key) throws Exception {
    var generator = new TimeBasedOneTimePasswordGenerator();
    return generator.generateOneTimePasswordString(
        new SecretKeySpec(new Base32().decode(key), generator.getAlgorithm()),
        clock.instant(),
        Locale.ROOT);
  }

  private static long invoices(Connection sql) throws SQLException {
    try (var statement = sql.createStatement();
        var count = statement.executeQuery("select count(*) from belegbote.invoice")) {
      assertTrue(count.next());
      return count.getLong(1);
    }
  }
}
