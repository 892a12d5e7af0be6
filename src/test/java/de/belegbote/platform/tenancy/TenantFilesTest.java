// Files of tenants: whose token a pair of issuer and audience stands for, and what a broken file
// does.
package de.belegbote.platform.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantFilesTest {
  private static final String FILE =
      """
      id: 0193a1c0-0000-7000-8000-00000000000%s
      name: Test
      languages: [en]
      portals: ["*"]
      jwt:
        - issuer: https://one.example
          audience: %s
          jwks: {keys: [{kid: a}]}
        - issuer: https://two.example
          audience: %s
          jwks: {keys: [{kid: a}]}
          roles: {claim: [realm_access, roles], scopes: {clerk: [read]}}
      """;

  @TempDir Path folder;

  private TenantFiles files() {
    return new TenantFiles(Optional.of(folder), folder);
  }

  private void write(String name, Object... parts) throws IOException {
    Files.writeString(folder.resolve(name), FILE.formatted(parts));
  }

  private static String issuer(TenantFiles files, String issuer, String audience) {
    return files.byIssuer(issuer, audience).map(t -> t.tenant().id().toString()).orElse("nobody");
  }

  @Test
  void findsTheTenantByIssuerAndAudienceTogether() throws IOException {
    write("a.yaml", 1, "x", "x");
    write("b.yaml", 2, "y", "z");
    var files = files();
    assertTrue(issuer(files, "https://one.example", "x").endsWith("1"));
    assertTrue(issuer(files, "https://one.example", "y").endsWith("2"));
    assertEquals("nobody", issuer(files, "https://one.example", "z"));
    assertEquals(
        new Tenant.Roles(List.of("realm_access", "roles"), Map.of("clerk", Set.of("read"))),
        files.byIssuer("https://two.example", "z").orElseThrow().issuer().roles().orElseThrow());
  }

  @Test
  void refusesAPairThatAnotherFileHas() throws IOException {
    write("a.yaml", 1, "x", "x");
    write("b.yaml", 2, "x", "y");
    var refused = assertThrows(ConfigException.class, this::files);
    assertTrue(refused.getMessage().contains("taken already"), refused::getMessage);
  }

  @Test
  void namesTheFileThatIsBroken() throws IOException {
    for (String text : List.of("id: [", "- 1", "", "id: 1\nmore: 2", "x: *a")) {
      Files.writeString(folder.resolve("broken.yaml"), text);
      var refused = assertThrows(ConfigException.class, this::files);
      assertTrue(refused.getMessage().contains("tenants: broken.yaml:"), refused::getMessage);
    }
    Files.delete(folder.resolve("broken.yaml"));
    Files.createDirectory(folder.resolve("folder.yaml"));
    var refused = assertThrows(ConfigException.class, this::files);
    assertTrue(
        refused.getMessage().contains("tenants: a file cannot be read"), refused::getMessage);
  }

  @Test
  void namesAKeyFileThatIsNone() throws IOException {
    for (String text : List.of("", "{", "[]", "{}", "{\"keys\": 1}")) {
      write("a.yaml", 1, "x", "x");
      String file = Files.readString(folder.resolve("a.yaml"));
      String other =
          "  - {issuer: \"https://three.example\", audience: x, jwks_file: k.jwks.json}\n";
      Files.writeString(folder.resolve("a.yaml"), file.replaceFirst("jwt:\n", "jwt:\n" + other));
      Files.writeString(folder.resolve("k.jwks.json"), text);
      var refused = assertThrows(ConfigException.class, this::files);
      assertTrue(
          refused.getMessage().contains("k.jwks.json is no set of keys"), refused::getMessage);
    }
  }

  @Test
  void keepsTheGoodStateWhenAFileBreaks() throws IOException {
    write("a.yaml", 1, "x", "x");
    var files = files();
    write("b.yaml", 2, "x", "y");
    files.refresh();
    assertEquals(1, files.all().size());
    Files.writeString(folder.resolve("b.yaml"), FILE.formatted(2, "y", "y") + "more: 1\n");
    files.refresh();
    assertEquals(1, files.all().size());
    write("b.yaml", 2, "y", "y");
    files.refresh();
    assertEquals(2, files.all().size());
  }
}
