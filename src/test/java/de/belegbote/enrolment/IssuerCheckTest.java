// The warning of a set-up code that is of another portal: said when it helps, and else not.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.portals.Portal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerCheckTest {
  private static final List<Portal> PORTALS =
      List.of(
          portal("hetzner", "Hetzner", "hetzner", "https://accounts.hetzner.com/login"),
          portal("cafe", "Café Zürich GmbH", "bakery-id", "https://backwaren.example/"));

  private static Portal portal(String id, String name, String realm, String homepage) {
    return new Portal(id, name, realm, false, new JsonObject().put("homepage", homepage));
  }

  @ParameterizedTest
  @CsvSource({
    "Hetzner",
    "HETZNER Online GmbH",
    "accounts.hetzner.com",
    "cafe zurich",
    "Bakery",
    "backwaren"
  })
  void saysNothingWhenAWordIsOfAPortal(String issuer) {
    assertEquals(Optional.empty(), IssuerCheck.stranger(issuer, PORTALS));
  }

  @ParameterizedTest
  @CsvSource({"GitHub", "Amazon Web Services", "Other GmbH", "Deutsche Bahn Online Konto"})
  void namesTheIssuerWhenNoWordIs(String issuer) {
    assertEquals(Optional.of(issuer), IssuerCheck.stranger(issuer, PORTALS));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"GmbH", "Login Portal", "X1", "--"})
  void saysNothingWhenTheIssuerTellsTooLittle(String issuer) {
    assertEquals(Optional.empty(), IssuerCheck.stranger(issuer, PORTALS));
  }

  @Test
  void saysNothingWhenNoPortalIsKnown() {
    assertEquals(Optional.empty(), IssuerCheck.stranger("GitHub", List.of()));
  }
}
