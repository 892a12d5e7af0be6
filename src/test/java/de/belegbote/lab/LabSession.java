// What a lab portal remembers of one browser.
package de.belegbote.lab;

import de.belegbote.platform.crypto.Tokens;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A session with the forms it was shown, each of which can be sent once. */
final class LabSession {
  /** A form: where it sends, and the names it sends or may send. */
  record Form(String action, String tokenName, Set<String> needed, Set<String> possible) {}

  private final String id = Tokens.random(16);
  private final Map<String, Form> forms = new HashMap<>();
  private final Set<String> marks = new HashSet<>();

  String id() {
    return id;
  }

  void mark(String what) {
    marks.add(what);
  }

  void unmark(String what) {
    marks.remove(what);
  }

  boolean is(String what) {
    return marks.contains(what);
  }

  Map<String, Form> forms() {
    return forms;
  }
}
