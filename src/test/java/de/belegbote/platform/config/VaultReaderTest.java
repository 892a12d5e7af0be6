// Where secrets lie is checked as a whole, and nothing unsafe is taken in earnest.
package de.belegbote.platform.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Secret;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VaultReaderTest {
  private static final String PREFIX = "BELEGBOTE_SECRETS_VAULT_";

  // Those about secrets only: production wants more.
  private static List<String> problems(Map<String, String> environment, String... line) {
    return assertThrows(ConfigException.class, () -> ConfigReader.read(List.of(line), environment))
        .problems()
        .stream()
        .filter(one -> one.contains("secrets."))
        .toList();
  }

  private static VaultSettings vault(Map<String, String> environment) {
    return ConfigReader.read(
            List.of("--dev", "--roles=fetch", "--secrets.store=vault"), environment)
        .vault()
        .orElseThrow();
  }

  @Test
  void sealsInATrialUnlessTold() {
    assertTrue(ConfigReader.read(List.of("--dev"), Map.of()).vault().isEmpty());
  }

  @Test
  void refusesTheSealedStoreInEarnest() {
    var named = problems(Map.of(), "--secrets.store=sealed");
    assertEquals(1, named.size());
    assertTrue(named.get(0).contains("secrets move --to vault"), named::toString);
    assertTrue(problems(Map.of()).get(0).startsWith("secrets.store: must be vault"));
  }

  @Test
  void refusesPlainHttpInEarnestOnly() {
    String http = "--secrets.vault.address=http://vault.example.com:8200";
    var problems = problems(Map.of(), "--secrets.store=vault", http);
    assertTrue(
        problems.contains(
            "secrets.vault.address: must be https://host:port (http only with --dev)"),
        problems::toString);
    assertFalse(
        problems(Map.of(), "--dev", "--secrets.store=vault", http).toString().contains("address"));
  }

  @Test
  void tellsEverythingThatIsMissingAtOnce() {
    var problems = problems(Map.of(), "--dev", "--secrets.store=vault", "--roles=api,fetch");
    for (String name :
        List.of("address", "api.role-id", "api.secret-id", "fetch.role-id", "fetch.secret-id")) {
      assertTrue(
          problems.stream()
              .anyMatch(one -> one.startsWith("secrets.vault." + name + ": is missing")),
          name + " in " + problems);
    }
    assertEquals(5, problems.size(), problems::toString);
  }

  @Test
  void wantsCredentialsOfThePartsThatRunOnly() {
    var vault =
        vault(
            Map.of(
                PREFIX + "ADDRESS", "http://127.0.0.1:8200/",
                PREFIX + "FETCH_ROLE_ID", "role",
                PREFIX + "FETCH_SECRET_ID", "secret-4711"));
    assertEquals("http://127.0.0.1:8200", vault.address().toString());
    assertEquals(
        Map.of(Right.FETCH, new SignIn.AppRole("approle", "role", new Secret("secret-4711"))),
        vault.signIns());
    assertEquals(Duration.ofSeconds(5), vault.deadline());
    assertFalse(vault.toString().contains("4711"), "a secret id is printed");
  }

  @Test
  void knowsPodsAndTokens() {
    var pod =
        vault(
            Map.of(
                PREFIX + "ADDRESS", "http://127.0.0.1:8200",
                PREFIX + "AUTH", "kubernetes",
                PREFIX + "AUTH_MOUNT", "cluster-a",
                PREFIX + "FETCH_ROLE", "belegbote-fetch"));
    var file = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    assertEquals(
        new SignIn.Kubernetes("cluster-a", "belegbote-fetch", file), pod.signIn(Right.FETCH));
    var token =
        vault(
            Map.of(
                PREFIX + "ADDRESS", "http://127.0.0.1:8200",
                PREFIX + "AUTH", "token",
                PREFIX + "FETCH_TOKEN", "hvs.x"));
    assertEquals(new SignIn.Token(new Secret("hvs.x")), token.signIn(Right.FETCH));
  }

  @Test
  void takesNoSecretIdOrTokenFromTheCommandLine() {
    var problems =
        problems(
            Map.of(),
            "--dev",
            "--secrets.vault.api.secret-id=hunter2",
            "--secrets.vault.api.token=hunter2");
    assertEquals(2, problems.size(), problems::toString);
    assertFalse(problems.toString().contains("hunter2"), "the secret is repeated");
  }

  @Test
  void saysThatSettingsOfVaultDoNothingWithoutIt() {
    var problems = problems(Map.of(), "--dev", "--secrets.vault.mount=other");
    assertEquals(List.of("secrets.vault.mount: needs secrets.store to be vault"), problems);
  }
}
