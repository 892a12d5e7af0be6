// The published list of problems and the program's enum are one list.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.barcode.PictureRefusal;
import de.belegbote.otp.KeyRefusal;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Yaml;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ContractProblemsTest {
  // A paragraph says what it means and what to do: less than this is a heading.
  private static final int LEAST_PARAGRAPH = 60;
  private static final Pattern SLUG = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

  private static JsonObject contract() throws IOException {
    return Yaml.read("openapi.yaml", Files.readString(Path.of("api-spec/openapi.yaml")));
  }

  private static Set<String> slugs() {
    return Arrays.stream(Problem.values())
        .map(Problem::slug)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void publishesExactlyTheProblemsOfTheProgram() throws IOException {
    JsonObject published = contract().getJsonObject("x-problems");
    assertEquals(slugs(), new TreeSet<>(published.fieldNames()));
    assertEquals(Problem.values().length, slugs().size(), "a slug stands twice");
    for (Problem problem : Problem.values()) {
      JsonObject entry = published.getJsonObject(problem.slug());
      assertEquals(problem.status(), entry.getInteger("status"), problem.slug());
      assertEquals(problem.title(), entry.getString("title"), problem.slug());
      assertTrue(entry.getString("paragraph").length() >= LEAST_PARAGRAPH, problem.slug());
    }
  }

  @Test
  void publishesEveryReasonForWhichAPhotoOrAKeyIsRefused() throws IOException {
    JsonObject published = contract().getJsonObject("x-reasons");
    assertEquals(
        Arrays.stream(PictureRefusal.values()).map(PictureRefusal::slug).toList(),
        published.getJsonArray("picture").getList());
    assertEquals(
        Arrays.stream(KeyRefusal.values()).map(KeyRefusal::slug).toList(),
        published.getJsonArray("key").getList());
  }

  @Test
  void namesNoProblemUnderAWrongStatus() throws IOException {
    JsonObject contract = contract();
    JsonObject published = contract.getJsonObject("x-problems");
    var named = new HashSet<String>();
    for (var path : contract.getJsonObject("paths")) {
      for (var operation : (JsonObject) path.getValue()) {
        JsonObject responses = ((JsonObject) operation.getValue()).getJsonObject("responses");
        for (var response : responses) {
          if (response.getKey().matches("[45]..")) {
            named.addAll(check(published, response.getKey(), (JsonObject) response.getValue()));
          }
        }
      }
    }
    assertTrue(named.size() >= 15, () -> "the responses name only " + named);
  }

  private static Set<String> check(JsonObject published, String status, JsonObject response) {
    var named = new HashSet<String>();
    var slugs = SLUG.matcher(response.getString("description", ""));
    while (slugs.find()) {
      JsonObject entry = published.getJsonObject(slugs.group(1));
      assertTrue(entry != null, () -> "unknown problem in " + response.encode());
      assertEquals(Integer.parseInt(status), entry.getInteger("status"), slugs.group(1));
      named.add(slugs.group(1));
    }
    return named;
  }
}
