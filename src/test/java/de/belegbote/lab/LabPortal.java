// What all lab portals share: an account, sessions, and the refusal of what no fact sheet states.
package de.belegbote.lab;

import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.TimeSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A portal as its fact sheet tells. A subclass states each request that it takes; any other is
 * answered by 404 and kept in {@link #unstated()}, which fails the test. Called by one thread at a
 * time.
 */
abstract class LabPortal {
  static final String USER = "lab.customer@example.com";
  static final String PASSWORD = "Correct-Horse-7";
  static final OtpAuth SEED =
      OtpAuth.ofSeed("a seed that only the lab has".getBytes(StandardCharsets.UTF_8), "Lab", USER);

  private static final String COOKIE = "lab_session";
  private static final String SIGNED_IN = "signed in";
  // Browsers ask for it by themselves.
  private static final String ICON = "/favicon.ico";

  private record Route(
      String method,
      String host,
      List<String> path,
      boolean form,
      Set<String> query,
      Function<Visit, Reply> reply) {}

  private final List<String> hosts;
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, LabSession> sessions = new HashMap<>();
  private final List<String> unstated = new ArrayList<>();
  private Situation situation = Situation.GOOD;
  private TimeSource time = TimeSource.system();
  private long lastStep;
  private int documents;
  private int signIns;
  private int passwords;

  /**
   * @param hosts its real names; the first one is meant where a route names none
   */
  LabPortal(String... hosts) {
    this.hosts = List.of(hosts);
  }

  List<String> hosts() {
    return hosts;
  }

  /** Its own traps, beside the situations that every portal has. */
  List<Situation> situations() {
    return List.of();
  }

  /** What a run has to bring home, in any order. */
  abstract List<LabInvoice> invoices();

  /** What the customer supplies beside the login. */
  Map<String, List<String>> settings() {
    return Map.of();
  }

  /** The user name; most portals want an e-mail address. */
  String user() {
    return USER;
  }

  /** What its forms call their token. */
  String tokenName() {
    return "authenticity_token";
  }

  /** The domain of the session's cookie; empty: only the host that set it. */
  String cookieDomain() {
    return "";
  }

  /** What an address shows to somebody who is not signed in. */
  abstract Reply stranger(Visit visit);

  final LabPortal play(Situation played, TimeSource clock) {
    situation = played;
    time = clock;
    return this;
  }

  final boolean plays(String name) {
    return situation.name().equals(name);
  }

  /** States a page; the query may hold these names and no others. */
  final void get(String path, Function<Visit, Reply> reply, String... query) {
    route("GET", path, false, reply, query);
  }

  /** The same for people who are signed in; others see {@link #stranger}. */
  final void inside(String path, Function<Visit, Reply> reply, String... query) {
    get(path, visit -> isSignedIn(visit) ? reply.apply(visit) : stranger(visit), query);
  }

  /** States where a form of {@link Visit#form} is sent. */
  final void form(String path, Function<Visit, Reply> reply) {
    route("POST", path, true, reply);
  }

  /** States a request of scripts; its handler looks at the body. */
  final void post(String path, Function<Visit, Reply> reply, String... query) {
    route("POST", path, false, reply, query);
  }

  /**
   * States a request of a page of {@link Spa}: JSON with these members and no others, and the token
   * of the session.
   */
  final void script(String path, Function<Visit, Reply> reply, String... members) {
    post(
        path,
        visit ->
            visit.isScript() && visit.json().fieldNames().equals(Set.of(members))
                ? reply.apply(visit)
                : unstated(path + " with " + visit.json().fieldNames()));
  }

  private void route(
      String method, String path, boolean form, Function<Visit, Reply> reply, String... query) {
    boolean named = path.startsWith("https://");
    String host = named ? path.substring(8, path.indexOf('/', 8)) : hosts.get(0);
    String rest = named ? path.substring(path.indexOf('/', 8)) : path;
    routes.add(new Route(method, host, segments(rest), form, Set.of(query), reply));
  }

  private static List<String> segments(String path) {
    return Arrays.asList(path.split("/", -1));
  }

  /** Answers a request. */
  final Reply answer(Ask ask) {
    Optional<String> id = ask.cookie(COOKIE);
    LabSession known = id.map(sessions::get).orElse(null);
    LabSession session = known == null ? new LabSession() : known;
    sessions.put(session.id(), session);
    Reply reply = answer(ask, session);
    String domain = cookieDomain().isEmpty() ? "" : "; Domain=" + cookieDomain();
    return known != null
        ? reply
        : reply.with(
            "Set-Cookie",
            COOKIE + "=" + session.id() + "; Path=/; Secure; HttpOnly; SameSite=Lax" + domain);
  }

  private Reply answer(Ask ask, LabSession session) {
    if (ask.path().equals(ICON)) {
      return Reply.status(404);
    }
    for (Route route : routes) {
      Map<String, String> values = values(route, ask);
      if (values == null) {
        continue;
      }
      var visit = new Visit(ask, session, values, tokenName());
      if (!route.query().containsAll(ask.query().keySet())) {
        return unstated(ask, "its query has " + ask.query().keySet());
      }
      Optional<String> wrong = route.form() ? visit.wrongForm() : Optional.empty();
      return wrong.isPresent() ? unstated(ask, wrong.get()) : route.reply().apply(visit);
    }
    return unstated(ask, "no such address");
  }

  private static Map<String, String> values(Route route, Ask ask) {
    List<String> asked = segments(ask.path());
    boolean fits =
        route.method().equals(ask.method())
            && route.host().equals(ask.host())
            && route.path().size() == asked.size();
    var values = new HashMap<String, String>();
    for (int i = 0; fits && i < asked.size(); i++) {
      String wanted = route.path().get(i);
      if (wanted.startsWith("{")) {
        values.put(wanted.substring(1, wanted.length() - 1), asked.get(i));
      } else {
        fits = wanted.equals(asked.get(i));
      }
    }
    return fits ? values : null;
  }

  /** Refuses what the fact sheet does not state, and keeps that it was asked. */
  final Reply unstated(Ask ask, String why) {
    unstated.add(ask.method() + " " + ask.address() + ": " + why);
    return Reply.status(404);
  }

  /** The same for a handler that looks closer. */
  final Reply unstated(String why) {
    unstated.add(why);
    return Reply.status(400);
  }

  /** Requests that were refused because no fact states them. */
  final List<String> unstated() {
    return List.copyOf(unstated);
  }

  /** Checks a password, and counts it. */
  final boolean isPassword(String user, String password) {
    passwords++;
    return user.equals(user()) && password.equals(PASSWORD);
  }

  /** Checks a code by RFC 6238, one step to either side, and refuses a step that was used. */
  final boolean isCode(String code) {
    OptionalLong step = Totp.matches(SEED, code, time.now(), 1);
    boolean right = step.isPresent() && step.getAsLong() > lastStep;
    lastStep = right ? step.getAsLong() : lastStep;
    return right;
  }

  final void signIn(Visit visit) {
    signIns++;
    letIn(visit);
  }

  /** The same on another host, that only follows. */
  final void letIn(Visit visit) {
    visit.session().mark(SIGNED_IN);
  }

  final boolean isSignedIn(Visit visit) {
    return visit.session().is(SIGNED_IN);
  }

  /** How often somebody was let in. */
  final int signIns() {
    return signIns;
  }

  /** How many passwords were sent. */
  final int passwords() {
    return passwords;
  }

  /** Hands out a document by what the portal calls it. */
  final Reply document(String id) {
    return document(id, Reply::pdf);
  }

  /** The same where it looks otherwise. */
  final Reply document(String id, Function<LabInvoice, Reply> look) {
    Optional<LabInvoice> found =
        invoices().stream().filter(invoice -> invoice.id().equals(id)).findFirst();
    documents++;
    if (plays(Situation.FORGOTTEN.name()) && documents == 2) {
      sessions.clear();
    }
    return found.map(look).orElseGet(() -> unstated("a document " + id));
  }

  /** Whether its documents are pages; a run prints them, and their text is looked at. */
  boolean prints() {
    return false;
  }
}
