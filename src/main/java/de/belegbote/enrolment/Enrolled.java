// A seed was stored: what the person needs to go on.
package de.belegbote.enrolment;

import de.belegbote.accounts.Login;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Spot;
import de.belegbote.platform.Texts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person gets after a seed was stored.
 *
 * @param codes the next codes in order, the first is good now
 * @param confirmToken to be sent back with a typed code
 * @param stranger the issuer in the code, when it seems to be no name of the portal
 * @param seen where in the picture the code stood, if it came in one
 */
public record Enrolled(
    Login login,
    List<Totp.Code> codes,
    String confirmToken,
    Optional<String> stranger,
    Optional<Spot> seen)
    implements Intake {
  private static final Texts TEXTS = new Texts("enrolment");

  /** As the contract shows it. */
  @Override
  public JsonObject json(Locale language) {
    var list = new JsonArray();
    codes.forEach(
        code ->
            list.add(
                new JsonObject()
                    .put("code", code.code().reveal())
                    .put("validFrom", code.validFrom().toString())
                    .put("validUntil", code.validUntil().toString())));
    var warnings = new JsonArray();
    stranger.ifPresent(issuer -> warnings.add(TEXTS.get(language, "stranger", issuer)));
    var json =
        new JsonObject()
            .put("secondFactor", login.factor().json())
            .put("codes", list)
            .put("confirmToken", confirmToken)
            .put("warnings", warnings);
    if (login.factor().issuer() != null) {
      json.put("issuer", login.factor().issuer());
    }
    if (login.factor().account() != null) {
      json.put("account", login.factor().account());
    }
    seen.ifPresent(spot -> json.put("seen", spot.json()));
    return json;
  }

  @Override
  public Enrolled seen(Optional<Spot> spot) {
    return new Enrolled(login, codes, confirmToken, stranger, spot);
  }

  @Override
  public String toString() {
    return "Enrolled[" + login.id() + "]";
  }
}
