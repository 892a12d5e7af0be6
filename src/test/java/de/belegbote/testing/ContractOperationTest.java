// Requests are built from the contract, or it is said what the contract lacks.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractOperationTest {
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

  static Stream<ContractOperation> all() {
    return ContractOperation.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void hasRequestsWithEveryIdOfThePath(ContractOperation operation) {
    Set<String> inPath = new TreeSet<>();
    var places = PLACE.matcher(operation.path().replace("{portalId}", "practice"));
    while (places.find()) {
      inPath.add(places.group(1));
    }
    var requests = operation.requests();
    assertFalse(requests.isEmpty());
    requests.forEach(request -> assertTrue(request.slots().containsAll(inPath), request::toString));
  }

  @Test
  void findsIdsInPathQueryAndBody() {
    assertEquals(List.of(Set.of(), Set.of("endpointId", "eventId")), slots("listDeliveries"));
    assertEquals(
        List.of(Set.of("companyId"), Set.of("companyId", "loginId")), slots("createPortalAccount"));
    assertEquals(
        List.of(Set.of("endpointId"), Set.of("companyId", "endpointId")),
        slots("updateWebhookEndpoint"));
  }

  private static List<Set<String>> slots(String id) {
    return all()
        .filter(operation -> operation.id().equals(id))
        .flatMap(operation -> operation.requests().stream())
        .map(ContractOperation.Request::slots)
        .toList();
  }

  @Test
  void saysWhatTheContractLacks() {
    assertLacks(
        "an example of the body",
        """
        {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}
        """);
    assertLacks(
        "a body that fits its schema",
        """
        {"requestBody": {"content": {"application/json": {"example": {"a": 1}, "schema":
          {"type": "object", "properties": {"a": {"type": "string"}}}}}}}
        """);
    assertLacks(
        "a way to fill the id b inside another member",
        """
        {"requestBody": {"content": {"application/json": {"example": {}, "schema":
          {"type": "object", "properties": {"a": {"properties": {"b": {"format": "uuid"}}}}}}}}}
        """);
    assertLacks(
        "an example of the parameter q",
        """
        {"parameters": [{"name": "q", "in": "query", "required": true, "schema": {}}]}
        """);
    assertLacks(
        "a value for the header X-Y",
        """
        {"parameters": [{"name": "X-Y", "in": "header", "required": true, "schema": {}}]}
        """);
  }

  private static void assertLacks(String what, String json) {
    var operation = new ContractOperation("makeThing", "POST", "/things", new JsonObject(json));
    String said = assertThrows(IllegalStateException.class, operation::requests).getMessage();
    assertTrue(
        said.startsWith("no request can be built for makeThing: the contract gives no " + what),
        said);
  }
}
