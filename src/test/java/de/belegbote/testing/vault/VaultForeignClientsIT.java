// Clients that others wrote find in the double the Vault they know.
package de.belegbote.testing.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.config.VaultSettings.SignIn;
import de.belegbote.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * .ci/run installs them: node-vault into {@code target/node-clients}, hvac from Debian's packages.
 */
class VaultForeignClientsIT {
  private static String all(String mount) {
    return "path \""
        + mount
        + "/*\" { capabilities = [\"create\", \"read\", \"update\", \"delete\", \"list\"] }";
  }

  @Test
  @RequiresTool("node-clients")
  @Timeout(60)
  void nodeVaultAgrees() throws IOException, InterruptedException {
    agrees("node-vault agrees", "node", "src/test/node/vault.js");
  }

  @Test
  @RequiresTool("hvac")
  @Timeout(60)
  void hvacAgrees() throws IOException, InterruptedException {
    agrees("hvac agrees", "/usr/bin/python3", "src/test/python/vault.py");
  }

  private static void agrees(String words, String... command)
      throws IOException, InterruptedException {
    try (var vault = VaultDouble.start(Clock.systemUTC())) {
      var setup = VaultSetup.on(vault);
      SignIn.AppRole role = setup.appRole("foreign", all(setup.mountPath()));
      var process = new ProcessBuilder(command).redirectErrorStream(true);
      process
          .environment()
          .putAll(
              Map.of(
                  "VAULT_ADDR", vault.url(),
                  "AUTH", role.mount(),
                  "ROLE_ID", role.roleId(),
                  "SECRET_ID", role.secretId().reveal(),
                  "MOUNT", setup.mountPath(),
                  "CLIENTS", Path.of("target/node-clients").toAbsolutePath().toString()));
      Process running = process.start();
      String said =
          new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertTrue(running.waitFor(30, TimeUnit.SECONDS), "it does not end");
      assertEquals(words, said);
    }
  }
}
