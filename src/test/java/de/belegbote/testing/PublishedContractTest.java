// The check of answers finds what is wrong with them.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PublishedContractTest {
  private static final String ID = "01920c5e-7b1a-7c3e-9f2d-3a4b5c6d7e8f";
  private static final String COMPANY =
      """
      {"id": "%s", "name": "X", "createdAt": "2026-08-01T09:30:00Z", "updatedAt": "2026-08-01T09:30:00Z"}
      """
          .formatted(ID);

  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/json", "X-Request-Id", "r-1", "ETag", "\"1\"");

  private static List<String> errors(int status, Map<String, String> headers, String body) {
    return PublishedContract.errors(
        "GET",
        "/v1/companies/" + ID,
        status,
        HttpHeaders.of(
            headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
            (name, value) -> true),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesWhatTheContractStates() {
    assertEquals(List.of(), errors(200, HEADERS, COMPANY));
  }

  @Test
  void findsAMissingMemberAMalformedOneAndOneTooMany() {
    assertEquals(1, errors(200, HEADERS, COMPANY.replace("\"name\": \"X\",", "")).size());
    assertEquals(1, errors(200, HEADERS, COMPANY.replace("09:30:00Z\"}", "99:99:99Z\"}")).size());
    assertEquals(1, errors(200, HEADERS, COMPANY.replace("}", ", \"secret\": 1}")).size());
  }

  @Test
  void findsAMissingHeader() {
    var errors = errors(200, Map.of("Content-Type", "application/json", "ETag", "\"1\""), COMPANY);

    assertEquals(List.of("the header X-Request-Id is missing"), errors);
  }

  @Test
  void findsAnErrorThatIsNoProblem() {
    var html = Map.of("Content-Type", "text/html", "X-Request-Id", "r-1");

    assertTrue(errors(404, html, "<h1>Resource not found</h1>").get(0).contains("text/html"));
    assertTrue(errors(404, Map.of("X-Request-Id", "r-1"), "").get(0).contains("content type ''"));
  }
}
