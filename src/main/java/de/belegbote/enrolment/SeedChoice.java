// The accounts of an export that wait to be chosen from.
package de.belegbote.enrolment;

import de.belegbote.platform.Spot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Names only; the seeds stand in the secret store, each under a reference of its own.
 *
 * @param candidates in the order of the export
 * @param read which of the export's codes were read, 1 for the first, in order
 * @param parts how many codes the export has
 * @param expiresAt when all of them are destroyed
 * @param seen where in the picture the export's code stood, right after it came in one
 */
public record SeedChoice(
    List<Candidate> candidates,
    List<Integer> read,
    int parts,
    Instant expiresAt,
    Optional<Spot> seen)
    implements Intake {
  /**
   * One account.
   *
   * @param issuer may be empty
   * @param account may be empty
   * @param refusal why it cannot be chosen, as a reason's name; empty when it can
   */
  public record Candidate(UUID id, String issuer, String account, Optional<String> refusal) {
    private JsonObject json() {
      var json = new JsonObject().put("id", id.toString()).put("choosable", refusal.isEmpty());
      if (!issuer.isEmpty()) {
        json.put("issuer", issuer);
      }
      if (!account.isEmpty()) {
        json.put("account", account);
      }
      refusal.ifPresent(why -> json.put("reason", why));
      return json;
    }
  }

  public SeedChoice {
    candidates = List.copyOf(candidates);
    read = List.copyOf(read);
  }

  /** Whether codes of the export are still missing. */
  public boolean incomplete() {
    return read.size() < parts;
  }

  /** The number of the first code that is missing, 1 for the first. */
  public int next() {
    int next = 1;
    while (read.contains(next)) {
      next++;
    }
    return next;
  }

  @Override
  public JsonObject json(Locale language) {
    var list = new JsonArray();
    candidates.forEach(candidate -> list.add(candidate.json()));
    var json =
        new JsonObject()
            .put("candidates", list)
            .put("partsRead", new JsonArray(List.copyOf(read)))
            .put("parts", parts)
            .put("expiresAt", expiresAt.toString());
    seen.ifPresent(spot -> json.put("seen", spot.json()));
    return json;
  }

  @Override
  public SeedChoice seen(Optional<Spot> spot) {
    return new SeedChoice(candidates, read, parts, expiresAt, spot);
  }
}
