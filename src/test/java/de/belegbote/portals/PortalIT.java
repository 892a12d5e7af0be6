// The catalogue over HTTP: by name, searched, in pages.
package de.belegbote.portals;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Collator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortalIT {
  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient a;

  @BeforeAll
  static void start() throws IOException {
    Path recipes = Files.createDirectories(folder.resolve("recipes"));
    String text = Files.readString(Path.of("src/main/resources/recipes/practice.yaml"));
    copy(recipes, text, "one", "Zulu");
    copy(recipes, text, "two", "Äpfel & Co");
    copy(recipes, text, "zzz", "abacus");
    house = TestHouse.start(folder);
    a = house.as(TestHouse.A);
  }

  private static void copy(Path recipes, String text, String id, String name) throws IOException {
    Files.writeString(
        recipes.resolve(id + ".yaml"),
        text.replace("id: practice", "id: " + id)
            .replace("name: Practice portal", "name: \"" + name + "\""));
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static List<String> names(ApiClient.Answer page) {
    return page.is(200).items().stream().map(portal -> portal.getString("name")).toList();
  }

  @Test
  void listsByNameWhateverTheIds() {
    List<String> names = names(a.get("/portals"));

    // Beside these there are the portals that ship.
    List<String> own = List.of("abacus", "Äpfel & Co", "Practice portal", "Zulu");
    assertEquals(own, names.stream().filter(own::contains).toList());
    assertEquals(names.stream().sorted(Collator.getInstance(Locale.ROOT)).toList(), names);
  }

  @Test
  void givesPagesThatHoldEachPortalOnce() {
    var seen = new ArrayList<String>();
    String cursor = "";
    for (int pages = 0; pages < 100 && cursor != null; pages++) {
      var page = a.get("/portals?limit=1" + (pages == 0 ? "" : "&cursor=" + cursor));
      assertEquals(1, page.items().size());
      seen.addAll(names(page));
      cursor = page.json().getString("nextCursor");
    }

    assertEquals(names(a.get("/portals?limit=100")), seen);
  }

  @Test
  void findsPortalsByWordsInAnyCase() {
    assertEquals(List.of("Zulu"), names(a.get("/portals?q=ZUL")));
    assertEquals(List.of("Practice portal"), names(a.get("/portals?q=practice")));
    assertEquals(List.of(), names(a.get("/portals?q=nobody")));
  }

  @Test
  void refusesTheCursorOfAnotherSearch() {
    String cursor = a.get("/portals?limit=1").json().getString("nextCursor");

    a.get("/portals?q=zulu&cursor=" + cursor).is(Problem.INVALID_CURSOR);
    house.as(TestHouse.B).get("/portals?cursor=" + cursor).is(Problem.INVALID_CURSOR);
  }

  @Test
  void showsOnePortal() {
    var portal = a.get("/portals/practice").is(200).json();

    assertEquals("Practice portal", portal.getString("name"));
    a.get("/portals/unknown").is(Problem.NOT_FOUND);
    a.get("/portals/UPPER").is(Problem.INVALID_REQUEST);
  }
}
