// The store's promises against the double, and against a real server where there is one.
package de.belegbote.secrets.vault;

import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * {@code VAULT_ADDR=https://… VAULT_TOKEN=… mvn verify -Dit.test=VaultContractIT}, with {@code
 * VAULT_NAMESPACE} if need be, runs it on a Vault or OpenBao too. The token must be able to make
 * mounts, policies and auth methods; what it made is taken away again, except policies and the auth
 * method, which have random names.
 */
class VaultContractIT {
  @Nested
  class AgainstTheDouble extends VaultContract {
    private static VaultDouble vault;

    @BeforeAll
    static void begin() {
      vault = VaultDouble.start(Clock.systemUTC());
    }

    @AfterAll
    static void end() {
      vault.close();
    }

    @Override
    VaultSetup vault() {
      return VaultSetup.on(vault);
    }
  }

  @Nested
  class AgainstTheDoublesNamespace extends VaultContract {
    private static VaultDouble vault;

    @BeforeAll
    static void begin() {
      vault = VaultDouble.start(Clock.systemUTC());
      vault.namespace("team/belege");
    }

    @AfterAll
    static void end() {
      vault.close();
    }

    @Override
    VaultSetup vault() {
      return VaultSetup.on(vault.url(), VaultDouble.ROOT, "team/belege");
    }
  }

  @Nested
  @EnabledIfEnvironmentVariable(named = "VAULT_ADDR", matches = "https?://.+")
  class AgainstARealServer extends VaultContract {
    @Override
    VaultSetup vault() {
      var environment = System.getenv();
      return VaultSetup.on(
          environment.get("VAULT_ADDR"),
          environment.get("VAULT_TOKEN"),
          environment.getOrDefault("VAULT_NAMESPACE", ""));
    }
  }
}
