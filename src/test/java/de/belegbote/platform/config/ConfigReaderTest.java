// Settings are read from where they may stand, and everything wrong is told at once.
package de.belegbote.platform.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path folder;

  private static List<String> problems(List<String> line, Map<String, String> environment) {
    return assertThrows(ConfigException.class, () -> ConfigReader.read(line, environment))
        .problems();
  }

  @Test
  void takesTheCommandLineBeforeTheEnvironmentBeforeTheFile() throws IOException {
    Path file = folder.resolve("belegbote.yaml");
    Files.writeString(file, "port: 1\nmanagement-port: 2\npractice-port: 3\n");

    var config =
        ConfigReader.read(
            List.of("--dev", "--config=" + file, "--port=21"),
            Map.of("BELEGBOTE_PORT", "11", "BELEGBOTE_MANAGEMENT_PORT", "12"));

    assertEquals(21, config.port());
    assertEquals(12, config.managementPort());
    assertEquals(3, config.practicePort());
  }

  @Test
  void leavesTheLogLevelToTheLog() {
    assertTrue(ConfigReader.read(List.of("--dev"), Map.of("BELEGBOTE_LOG", "DEBUG")).dev());
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    var problems =
        problems(List.of("--port=x", "--prot=1"), Map.of("BELEGBOTE_PROT", "1", "PATH", "/bin"));

    for (String part :
        List.of("port: must", "argument prot", "variable BELEGBOTE_PROT", "public-url:")) {
      assertTrue(problems.stream().anyMatch(p -> p.contains(part)), part + " in " + problems);
    }
  }

  @Test
  void refusesUnsafeSettingsInEarnest() {
    var bare = problems(List.of(), Map.of());
    for (String part : List.of("public-url:", "tenants:", "database.host:", "secrets.store:")) {
      assertTrue(bare.stream().anyMatch(p -> p.startsWith(part)), part + " in " + bare);
    }
    for (String url : List.of("http://belege.example.com", "http://127.0.0.1:8080")) {
      assertTrue(
          problems(List.of("--public-url=" + url), Map.of())
              .contains(
                  "public-url: must be an https address without query (http only with --dev)"),
          url);
    }
  }

  @Test
  void keepsATrialOnLoopbackUnlessToldHowTheOutsideReachesIt() {
    assertEquals("127.0.0.1", ConfigReader.read(List.of("--dev"), Map.of()).listen());
    assertTrue(
        problems(List.of("--dev", "--listen=0.0.0.0"), Map.of())
            .get(0)
            .startsWith("listen: in dev"));
    var open =
        ConfigReader.read(
            List.of("--dev", "--listen=0.0.0.0", "--public-url=http://192.0.2.1:8080"), Map.of());
    assertEquals("0.0.0.0", open.listen());
  }

  @Test
  void takesChromiumOutOfItsSandboxInTrialsOnly() {
    var off = List.of("--chromium.sandbox=false", "--chromium.most=0");
    assertTrue(
        problems(off, Map.of()).stream()
            .anyMatch(problem -> problem.startsWith("chromium.sandbox: may be off in a trial")));
    var trial = List.of("--dev", "--chromium.sandbox=false", "--chromium.path=/opt/c");
    var chromium = ConfigReader.read(trial, Map.of()).chromium();
    assertEquals(
        new ChromiumSettings(Optional.of(Path.of("/opt/c")), Optional.empty(), 2, false), chromium);
    assertTrue(
        problems(off, Map.of()).contains("chromium.most: must be a whole number from 1 to 59"));
    assertTrue(ConfigReader.read(List.of("--dev"), Map.of()).chromium().sandbox());
  }

  @Test
  void takesNoPasswordFromTheCommandLine() {
    var problems = problems(List.of("--dev", "--database.owner-password=hunter2"), Map.of());

    assertEquals(1, problems.size());
    assertTrue(problems.get(0).startsWith("--database.owner-password"), problems::toString);
    assertTrue(!problems.get(0).contains("hunter2"), "the password is repeated");
  }

  @Test
  void readsTheBucketAndItsSecret() {
    var environment = new java.util.HashMap<String, String>();
    environment.put("BELEGBOTE_DOCUMENTS_STORE", "s3");
    environment.put("BELEGBOTE_S3_BUCKET", "belege");
    environment.put("BELEGBOTE_S3_ACCESS_KEY", "key");
    environment.put("BELEGBOTE_S3_SECRET_KEY", "hunter2");
    environment.put("BELEGBOTE_S3_ENDPOINT", "https://s3.example.com/");
    var documents = ConfigReader.read(List.of("--dev"), environment).documents();
    var s3 = documents.s3().orElseThrow();
    assertTrue(documents.inS3());
    assertEquals("https://s3.example.com", s3.endpoint().orElseThrow().toString());
    assertTrue(s3.pathStyle());
    assertEquals(DocumentSettings.Encryption.AES256, s3.encryption());
    assertTrue(!documents.toString().contains("hunter2"), "the secret is shown");
  }

  @Test
  void refusesABucketThatCannotBeUsed() {
    assertEquals(1, problems(List.of("--dev", "--documents.store=s3"), Map.of()).size());
    var problems =
        problems(
            List.of(
                "--dev",
                "--s3.bucket=no/bucket",
                "--s3.prefix=../x",
                "--s3.endpoint=http://s3.example.com",
                "--s3.encryption=kms",
                "--s3.path-style=maybe",
                "--s3.secret-key=hunter2"),
            Map.of());
    for (String name :
        List.of(
            "s3.bucket:",
            "s3.prefix:",
            "s3.endpoint:",
            "s3.kms-key:",
            "s3.path-style:",
            "s3.access-key:",
            "s3.secret-key:",
            "--s3.secret-key:")) {
      assertEquals(1, problems.stream().filter(p -> p.startsWith(name)).count(), name + problems);
    }
  }

  @Test
  void documentsEverySetting() throws IOException {
    String page = Files.readString(Path.of("docs/operations.md"));

    ConfigReader.SETTINGS.forEach(
        (name, meaning) ->
            assertTrue(page.contains("| `" + name + "` | " + meaning + " |"), () -> name));
  }

  private static final String ACCOUNT = "AC" + "0123456789abcdef".repeat(2);

  @Test
  void readsTwilio() {
    var twilio =
        ConfigReader.read(
                List.of("--dev", "--twilio.account-sid=" + ACCOUNT),
                Map.of("BELEGBOTE_TWILIO_AUTH_TOKEN", "hush"))
            .twilio()
            .orElseThrow();

    assertEquals("https://api.twilio.com", twilio.url().toString());
    assertEquals("hush", twilio.authToken().reveal());
    assertTrue(twilio.secondToken().isEmpty());
    assertTrue(!twilio.toString().contains("hush"), "the token is printed");
    assertTrue(ConfigReader.read(List.of("--dev"), Map.of()).twilio().isEmpty());
  }

  @Test
  void readsASecondTokenOfTwilioButNotFromTheCommandLine() {
    var line = List.of("--dev", "--twilio.account-sid=" + ACCOUNT);
    var tokens =
        Map.of(
            "BELEGBOTE_TWILIO_AUTH_TOKEN", "hush", "BELEGBOTE_TWILIO_SECOND_AUTH_TOKEN", "whisper");
    var twilio = ConfigReader.read(line, tokens).twilio().orElseThrow();

    assertEquals("whisper", twilio.secondToken().orElseThrow().reveal());
    assertTrue(!twilio.toString().contains("whisper"), "the token is printed");
    var shown = List.of("--dev", "--twilio.second-auth-token=whisper");
    assertTrue(
        problems(shown, tokens).stream().anyMatch(p -> p.startsWith("--twilio.second-auth-token")));
  }

  @Test
  void tellsAllThatIsWrongWithTwilio() {
    var problems =
        problems(
            List.of(
                "--dev",
                "--public-url=https://" + "b".repeat(60) + ".example",
                "--twilio.account-sid=AC1",
                "--twilio.url=http://twilio.example.com"),
            Map.of());

    for (String part :
        List.of("public-url: with", "twilio.account-sid:", "twilio.auth-token:", "twilio.url:")) {
      assertTrue(problems.stream().anyMatch(p -> p.startsWith(part)), part + " in " + problems);
    }
    assertEquals(4, problems.size(), problems::toString);
  }

  @Test
  void takesTwilioOverPlainHttpInTrialsOnLoopbackOnly() {
    var token = Map.of("BELEGBOTE_TWILIO_AUTH_TOKEN", "hush");
    var line = List.of("--twilio.account-sid=" + ACCOUNT, "--twilio.url=http://127.0.0.1:1");
    var dev = new java.util.ArrayList<>(line);
    dev.add("--dev");

    assertEquals(1, ConfigReader.read(dev, token).twilio().orElseThrow().url().getPort());
    assertTrue(
        problems(line, token).stream().anyMatch(p -> p.startsWith("twilio.url:")), "in production");
    assertTrue(
        problems(List.of("--dev", "--twilio.url=https://a.example/v1"), token).stream()
            .anyMatch(p -> p.startsWith("twilio.url:")),
        "a path");
  }
}
