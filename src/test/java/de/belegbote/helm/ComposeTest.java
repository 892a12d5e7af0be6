// The trial of docker-compose.yaml: fixed images, settings that the program takes, nothing open.
package de.belegbote.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Yaml;
import de.belegbote.platform.config.ConfigReader;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComposeTest {
  private static final Path FILE = Path.of("docker-compose.yaml");

  private final JsonObject services = read().getJsonObject("services");
  private final JsonObject program = services.getJsonObject("belegbote");

  private static JsonObject read() {
    try {
      return Yaml.read(FILE.toString(), Files.readString(FILE));
    } catch (IOException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static List<String> texts(JsonObject of, String name) {
    return of.getJsonArray(name, new JsonArray()).stream().map(String::valueOf).toList();
  }

  @Test
  void fixesTheVersionOfEachImage() throws IOException {
    for (String name : services.fieldNames()) {
      var service = services.getJsonObject(name);
      if (service.containsKey("image")) {
        String image = service.getString("image");
        assertTrue(image.matches("[a-z/]+:\\d+\\.\\d+[\\w.-]*"), image);
      } else {
        String stage = service.getJsonObject("build").getString("target");
        assertTrue(Files.readString(Path.of("Dockerfile")).contains(" AS " + stage), stage);
      }
    }
  }

  @Test
  void givesSettingsThatTheProgramTakes() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    program
        .getJsonObject("environment")
        .forEach(one -> environment.put(one.getKey(), String.valueOf(one.getValue())));

    var config = ConfigReader.read(texts(program, "command"), environment);

    String passwords = Files.readString(Path.of("src/test/compose/2-passwords.sql"));
    var database = config.database().orElseThrow();
    assertEquals("database", database.host());
    for (var password :
        List.of(database.ownerPassword(), database.tenantPassword(), database.queuePassword())) {
      assertTrue(passwords.contains("'" + password.reveal() + "'"), "a password is another there");
    }
    String tokens = Files.readString(Path.of("src/test/compose/vault-setup.sh"));
    for (Right right : List.of(Right.API, Right.FETCH, Right.WEBHOOKS)) {
      var token = (SignIn.Token) config.vault().orElseThrow().signIn(right);
      assertEquals("trial-" + right.text(), token.token().reveal());
      assertTrue(tokens.contains(" " + right.text() + ":"), right::text);
    }
  }

  @Test
  void opensNothingButOnLoopback() {
    for (String name : services.fieldNames()) {
      for (String port : texts(services.getJsonObject(name), "ports")) {
        assertTrue(port.startsWith("127.0.0.1:"), name + " " + port);
      }
    }
    assertTrue(program.getBoolean("read_only"));
    assertEquals(List.of("ALL"), texts(program, "cap_drop"));
  }

  @Test
  void mountsFilesThatAreThere() {
    for (String name : services.fieldNames()) {
      for (String mount : texts(services.getJsonObject(name), "volumes")) {
        String from = mount.split(":", 2)[0];
        assertTrue(!from.startsWith(".") || Files.exists(Path.of(from)), mount);
      }
    }
  }
}
