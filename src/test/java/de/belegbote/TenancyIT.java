// No operation of the contract lets a tenant see, find or change what is another's.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.ContractOperation;
import de.belegbote.testing.ContractOperation.Request;
import de.belegbote.testing.TenantTables;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated from api-spec/openapi.yaml: a new operation is covered as it is. Tenant A has one of
 * everything, tenant B asks for it, tenant C shows that the same requests work for their owner.
 */
class TenancyIT {
  private static final String C = "0193a1c0-0000-7000-8000-00000000c001";

  /** The phone's page: a token of a link, which names one login of one tenant, opens it. */
  private static final Set<String> OPENED_BY_LINK =
      Set.of("getOpenedUploadLink", "uploadPhoto", "chooseOverUploadLink", "confirmUploadLink");

  private static final String SAME_KEY = "one-key-for-both-tenants";

  // B's own diary says what B asked for.
  private static final Set<String> SENT_BY_B = new HashSet<>();

  @TempDir static Path folder;
  private static Vertx vertx;
  private static TestHouse house;
  private static DirectoryDocumentStore documents;
  private static OneOfEach ofA;
  private static OneOfEach ofB;
  private static OneOfEach ofC;
  private static TenantTables tables;
  private static Set<String> rowsOfA;
  private static Set<String> idsOfA;

  @BeforeAll
  static void start() throws SQLException {
    vertx = Vertx.vertx();
    house = TestHouse.start(folder, TimeSource.system(), Map.of("c.yaml", TestHouse.tenant(C, "")));
    documents = new DirectoryDocumentStore(vertx, folder.resolve("data").resolve("documents"));
    tables = new TenantTables(house.database());
    ofA = OneOfEach.make(house, documents, TestHouse.A, SAME_KEY);
    ofB = make(TestHouse.B);
    ofC = make(C);
    rowsOfA = tables.rows(TestHouse.A);
    idsOfA = tables.ids(TestHouse.A);
  }

  private static OneOfEach make(String tenant) throws SQLException {
    return OneOfEach.make(house, documents, tenant, UUID.randomUUID().toString());
  }

  @AfterAll
  static void stop() {
    house.close();
    Wait.until(vertx.close());
  }

  static Stream<ContractOperation> operations() {
    return ContractOperation.all().stream().filter(one -> one.scopes().isPresent());
  }

  /** TokenEndpointIT looks at the only one that is opened otherwise. */
  static Stream<ContractOperation> opened() {
    return ContractOperation.all().stream()
        .filter(one -> one.scopes().isEmpty() && !one.id().equals("createToken"));
  }

  @Test
  void knowsEveryWayInWithoutATenantsToken() {
    assertEquals(
        new TreeSet<>(OPENED_BY_LINK),
        opened().map(ContractOperation::id).collect(Collectors.toCollection(TreeSet::new)));
    assertTrue(operations().count() > 40, "the contract was not read");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void takesForeignIdsForUnknownOnes(ContractOperation operation) throws SQLException {
    var b = house.as(TestHouse.B).with("Idempotency-Key", SAME_KEY);
    for (Request request : operation.requests()) {
      for (Set<String> foreign : choices(request.slots())) {
        var given = mixed(foreign, ofA.ids());
        var unknown = new HashMap<String, String>();
        foreign.forEach(slot -> unknown.put(slot, UUID.randomUUID().toString()));
        var answer = request.send(b, given);
        var asUnknown = request.send(b, mixed(foreign, unknown));
        assertEquals(
            neutral(asUnknown, asUnknown.status(), unknown),
            neutral(answer, answer.status(), ofA.ids()),
            () -> answer + " with foreign " + foreign);
        assertKnowsNothing(answer);
        SENT_BY_B.addAll(given.values());
        assertShowsNothingOfA(answer);
      }
    }
    for (Request request : operation.requests()) {
      if (request.slots().isEmpty()) {
        var own = request.send(b, Map.of());
        assertTrue(own.status() < 300, () -> own + ": " + own.text());
        assertShowsNothingOfA(own);
      }
    }
    assertEquals(rowsOfA, tables.rows(TestHouse.A), "rows of A were changed");
  }

  /** All ids foreign; and, where there are several, each alone among own ones. */
  private static List<Set<String>> choices(Set<String> slots) {
    List<Set<String>> choices = new ArrayList<>();
    if (!slots.isEmpty()) {
      choices.add(slots);
    }
    if (slots.size() > 1) {
      slots.forEach(slot -> choices.add(Set.of(slot)));
    }
    return choices;
  }

  private static Map<String, String> mixed(Set<String> foreign, Map<String, String> theirs) {
    var ids = new HashMap<>(ofB.ids());
    for (String slot : foreign) {
      assertTrue(theirs.containsKey(slot), () -> "OneOfEach makes nothing that has a " + slot);
      ids.put(slot, theirs.get(slot));
    }
    return ids;
  }

  private static void assertKnowsNothing(ApiClient.Answer answer) {
    if (answer.status() == 200) {
      assertEquals(new JsonArray(), answer.json().getJsonArray("items"), answer::toString);
    } else {
      answer.is(Problem.NOT_FOUND);
    }
  }

  private static void assertShowsNothingOfA(ApiClient.Answer answer) {
    String all = answer.http().headers().map() + answer.text();
    assertFalse(all.contains(ofA.mark()), answer::toString);
    idsOfA.stream()
        .filter(id -> !SENT_BY_B.contains(id))
        .forEach(id -> assertFalse(all.contains(id), () -> answer + " names " + id));
  }

  private static String neutral(ApiClient.Answer answer, int status, Map<String, String> ids) {
    var json = answer.json();
    json.remove("requestId");
    String text = status + " " + json.encode();
    for (String id : ids.values()) {
      text = text.replace(id, "ID");
    }
    return text;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void servesTheOwnerWithTheSameRequests(ContractOperation operation) throws SQLException {
    var c = house.as(C);
    for (Request request : operation.requests()) {
      var own = operation.method().equals("GET") ? ofC : make(C);
      var answer = request.send(c.with("Idempotency-Key", UUID.randomUUID().toString()), own.ids());
      // A code that does not fit or a picture without one is refused, but not unheard.
      boolean heard = answer.status() < 300 || answer.status() == 409 || answer.status() == 422;
      assertTrue(heard, () -> answer + ": " + answer.text());
      if (operation.id().startsWith("list")) {
        assertNotEquals(List.of(), answer.items(), answer::toString);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void asksForATokenWithTheScope(ContractOperation operation) throws SQLException {
    Set<String> others = new TreeSet<>(Arrays.asList(TestHouse.ALL.split(" ")));
    assertTrue(others.removeAll(operation.scopes().orElseThrow()), "no known scope is needed");
    var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    var nobody = new ApiClient(house.url(), key);
    var anybody = house.as(TestHouse.A, String.join(" ", others)).with("Idempotency-Key", SAME_KEY);
    for (Request request : operation.requests()) {
      request.send(nobody, ofA.ids()).is(Problem.UNAUTHENTICATED);
      request.send(nobody.with("Authorization", "Bearer x"), ofA.ids()).is(Problem.UNAUTHENTICATED);
      request.send(nobody.with("X-API-KEY", "x"), ofA.ids()).is(Problem.UNAUTHENTICATED);
      request
          .send(nobody.with("X-Upload-Token", ofA.uploadToken()), ofA.ids())
          .is(Problem.UNAUTHENTICATED);
      request.send(anybody, ofA.ids()).is(Problem.FORBIDDEN);
    }
    assertEquals(rowsOfA, tables.rows(TestHouse.A), "rows of A were changed");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("opened")
  void opensALinkByItsOwnTokenOnly(ContractOperation operation) throws SQLException {
    for (Request request : operation.requests()) {
      request.send(house.nobody(), ofA.ids()).is(Problem.LINK_UNKNOWN);
      request.send(house.as(TestHouse.A), ofA.ids()).is(Problem.LINK_UNKNOWN);
      String linkId = ofA.ids().get("uploadLinkId");
      request
          .send(house.nobody().with("X-Upload-Token", linkId), ofA.ids())
          .is(Problem.LINK_UNKNOWN);
      var answer =
          request.send(house.nobody().with("X-Upload-Token", ofB.uploadToken()), ofA.ids());
      assertNotEquals(404, answer.status(), answer::text);
      assertShowsNothingOfA(answer);
    }
    assertEquals(rowsOfA, tables.rows(TestHouse.A), "rows of A were changed");
  }

  /** Reads change nothing, so all tables can be thrown open for them. */
  @Test
  void noticesWhenReadsAreNotHeldBack() throws SQLException {
    var noticed = new TreeSet<String>();
    tables.showToAll();
    try {
      for (var read : operations().filter(one -> one.method().equals("GET")).toList()) {
        try {
          takesForeignIdsForUnknownOnes(read);
        } catch (AssertionError leak) {
          noticed.add(read.id());
        }
      }
    } finally {
      tables.showToOwners();
    }
    var blind = operations().filter(one -> one.method().equals("GET"));
    assertEquals(
        Set.of("listPortals", "getPortal", "getTenant"),
        blind
            .map(ContractOperation::id)
            .filter(id -> !noticed.contains(id))
            .collect(Collectors.toSet()),
        "these, and no others, read no rows of tenants");
  }
}
