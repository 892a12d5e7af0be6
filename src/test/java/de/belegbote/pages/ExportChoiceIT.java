// An export with several accounts: one is chosen, nothing is kept of the others.
package de.belegbote.pages;

import static de.belegbote.testing.Wait.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.secrets.NamedSecretStore;
import de.belegbote.secrets.SecretSweep;
import de.belegbote.testing.ExportCode;
import de.belegbote.testing.ExportCode.Account;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExportChoiceIT extends PageCase {
  private static final byte[] WANTED = bytes("wanted-seed-20-bytes");
  private static final OtpAuth AUTH = OtpAuth.ofSeed(WANTED, "Übungsportal", "anna");
  private static final Account MINE = Account.totp(WANTED, "anna", "Übungsportal");
  private static final Account BANK = Account.totp(bytes("another-seed-20-byte"), "a@b", "Bank");
  private static final Account OLD =
      new Account(bytes("counter-seed-20-byte"), "old", "Token", 1, 1, ExportCode.HOTP);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @BeforeEach
  void openLink() {
    phone.open().is(200);
  }

  @CanIgnoreReturnValue
  private Phone.Seen send(String text) {
    return phone.follow(phone.photo(Phone.jpeg(text))).is(200);
  }

  private static String id(Phone.Seen page, String account) {
    var found =
        Pattern.compile("value=\"([0-9a-f-]{36})\"[^>]*>\\s*<span><b>[^<]*</b> " + account)
            .matcher(page.html());
    assertTrue(found.find(), page::html);
    return found.group(1);
  }

  private static String firstCode() {
    return Totp.next(AUTH, house.time.now(), 1).get(0).code().reveal();
  }

  private long secrets() {
    return house.count(
        "select count(*) from sealed_secret where id::text in (select right(secret_ref, 36) from"
            + " pending_seed where login_id = '%s' and expires_at > '%s') or id::text in"
            + " (select right(seed_ref, 36) from login where id = '%s')",
        login, house.time.now(), login);
  }

  private long waiting() {
    return house.count(
        "select count(*) from pending_seed where login_id = '%s' and expires_at > '%s'",
        login, house.time.now());
  }

  private static long allSecrets() {
    return house.count("select count(*) from sealed_secret");
  }

  // What is replaced is destroyed after the answer.
  private static void awaitSecrets(long wanted) {
    Instant end = Instant.now().plusSeconds(10);
    while (allSecrets() != wanted && Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }
    assertEquals(wanted, allSecrets());
  }

  @Test
  void offersTheNamesAndTakesTheChosenOneOnly() {
    long before = allSecrets();
    var choice = send(ExportCode.uri(BANK, MINE, OLD));
    assertSays("Konto auswählen", choice);
    assertSays("Bank", choice);
    assertSays("nicht verwendbar", choice);
    assertEquals("none", house.factor(login));
    assertEquals(2, secrets());

    var codes = phone.follow(phone.form("how=choose&candidate=" + id(choice, "anna"))).is(200);
    assertSays("<span>" + firstCode().substring(0, 3) + "</span>", codes);
    assertEquals("seed_stored", house.factor(login));
    assertEquals(0, waiting());
    awaitSecrets(before + 1);
    assertEquals(1, secrets());
    assertSays("Geschafft", phone.follow(phone.form("how=code&code=" + firstCode())));
  }

  @Test
  void asksInThePersonsLanguage() {
    send(ExportCode.uri(BANK, MINE));
    phone.language = "en";
    assertSays("Choose the account", phone.open());
    phone.language = "fr";
    assertSays("Choisir le compte", phone.open());
  }

  @Test
  void refusesWhatCannotBeChosen() {
    var choice = send(ExportCode.uri(BANK, OLD));
    assertSays("HOTP", phone.form("how=choose&candidate=" + id(choice, "old")).is(422));
    assertSays("zuerst eines", phone.form("how=choose").is(409));
    assertSays("zuerst eines", phone.form("how=choose&candidate=x").is(409));
    phone.form("how=choose&candidate=" + UUID.randomUUID()).is(409);
    assertSays("zuerst eines", phone.form("how=activated").is(409));
    var other = new Phone(house, house.link(house.login()));
    other.open();
    var foreign = other.follow(other.photo(Phone.jpeg(ExportCode.uri(MINE, BANK))));
    phone.form("how=choose&candidate=" + id(foreign, "anna")).is(409);
    assertEquals("none", house.factor(login));
  }

  @Test
  void asksForTheOtherCodesOfASplitExportAndKeepsWhatWasRead() {
    var first = send(ExportCode.uri(0, 2, 77, List.of(BANK)));
    assertSays("1 von 2 sind gelesen", first);
    assertSays("1 von 2 sind gelesen", send(ExportCode.uri(0, 2, 77, List.of(BANK))));
    assertEquals(1, secrets());
    var both = send(ExportCode.uri(1, 2, 77, List.of(MINE)));
    assertFalse(both.html().contains("von 2 sind gelesen"), both.html());
    assertEquals(2, secrets());
    phone.follow(phone.form("how=choose&candidate=" + id(both, "anna"))).is(200);
    assertEquals("seed_stored", house.factor(login));
  }

  @Test
  void takesTheOnlyAccountDirectly() {
    assertSays("<span>" + firstCode().substring(0, 3), send(ExportCode.uri(MINE)));
    assertEquals("seed_stored", house.factor(login));
  }

  @Test
  void replacesAnExportByWhateverComesNext() {
    send(ExportCode.uri(BANK, OLD));
    send(ExportCode.uri(0, 1, 78, List.of(MINE, OLD)));
    assertEquals(1, secrets());
    send(Phone.SETUP);
    assertEquals(0, waiting());
    assertEquals(1, secrets());
  }

  @Test
  void destroysEverythingAfterTenMinutes() {
    house.clock.turn(Duration.ofMinutes(11));
    int leftOfOthers = until(sweep().endChoices(PageHouse.TENANT));
    assertTrue(leftOfOthers >= 0);
    receiveLink();
    openLink();
    long before = allSecrets();
    send(ExportCode.uri(BANK, MINE));
    house.clock.turn(Duration.ofMinutes(9));
    assertEquals(0, until(sweep().endChoices(PageHouse.TENANT)));
    house.clock.turn(Duration.ofMinutes(1));
    assertEquals(2, until(sweep().endChoices(PageHouse.TENANT)));
    assertEquals(before, allSecrets());
    assertEquals(0, house.count("select count(*) from pending_seed where login_id = '%s'", login));
    phone.open().is(409);
  }

  @Test
  void countsWhatReplacesAChoiceAsATryButNotTheExportsOtherCodes() {
    send(ExportCode.uri(0, 2, 91, List.of(BANK)));
    send(ExportCode.uri(1, 2, 91, List.of(MINE)));
    assertEquals(0, tries());
    for (int batch = 1; batch <= 9; batch++) {
      assertSays("Nichts davon?", send(ExportCode.uri(0, 1, batch, List.of(BANK, OLD))));
    }
    assertEquals(9, tries());
    var last = send(ExportCode.uri(0, 1, 10, List.of(BANK, OLD)));
    assertFalse(last.html().contains("Nichts davon?"), last.html());
    house.clock.turn(Duration.ofMinutes(1));
    var refused = send(ExportCode.uri(0, 1, 11, List.of(MINE, OLD)));
    assertFalse(refused.html().contains("anna"), refused.html());
    assertSays("Bank", refused);
    house.clock.turn(Duration.ofMinutes(9));
    phone.open().is(409);
  }

  private long tries() {
    return house.count("select tries from upload_link where login_id = '%s'", login);
  }

  /** As where the API may only create: Vault with the policies that are shipped. */
  @Test
  void leavesToTheSweepWhatTheApiCannotDestroyButNeverTheChosenOne() {
    var choice = send(ExportCode.uri(BANK, MINE));
    phone.follow(phone.form("how=choose&candidate=" + id(choice, "anna"))).is(200);
    assertEquals(1, house.count("select count(*) from pending_seed where login_id = '%s'", login));
    int swept = until(sweep().endChoices(PageHouse.TENANT));
    assertTrue(swept >= 1);
    assertEquals(0, house.count("select count(*) from pending_seed where login_id = '%s'", login));
    assertEquals(1, secrets());
  }

  private static SecretSweep sweep() {
    return new SecretSweep(house.db, house.secrets, new NamedSecretStore(), house.time);
  }

  @Test
  void warnsWhenTheIssuerIsNotThePortal() {
    assertSays("Das ist kein Name dieses Portals", send(ExportCode.uri(BANK)));
    receiveLink();
    openLink();
    assertFalse(send(ExportCode.uri(MINE)).html().contains("kein Name dieses Portals"));
  }

  @Test
  void isNotToldToAnotherBrowser() {
    send(ExportCode.uri(BANK, MINE));
    phone.cookies().clear();
    var other = phone.open().is(409);
    assertFalse(other.html().contains("anna"), other.html());
  }
}
