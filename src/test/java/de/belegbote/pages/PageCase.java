// What every test of the phone's page starts from: a server, and a phone that received a link.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The server is there for all tests of a class, login, link and phone for one test each. */
abstract class PageCase {
  @TempDir static Path folder;
  static PageHouse house;

  UUID login;
  String token;
  Phone phone;

  @BeforeAll
  static void startHouse() {
    house = new PageHouse(folder);
  }

  @AfterAll
  static void stopHouse() {
    house.close();
  }

  @BeforeEach
  void receiveLink() {
    login = house.login();
    token = house.link(login);
    phone = new Phone(house, token);
  }

  static void assertSays(String text, Phone.Seen page) {
    assertTrue(page.html().contains(text), () -> text + " is not in " + page.html());
  }
}
