// How far one browser has come at the practice portal.
package de.belegbote.sandbox;

import io.vertx.ext.web.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * What the portal keeps in a browser's session; idle time is measured by the portal's own clock.
 *
 * @param session the library's session, whose cookie the browser holds
 */
record PracticeSession(Session session) {
  static final Duration IDLE = Duration.ofMinutes(15);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Which page comes next. */
  enum Stage {
    SIGN_IN,
    CODE,
    EMAIL_CODE,
    SIGNED_IN
  }

  /** Notes a request; false if the one before was too long ago, and all is forgotten. */
  boolean seen(Instant now) {
    Long last = session.get("seen");
    boolean alive = last == null || now.toEpochMilli() - last < IDLE.toMillis();
    if (!alive) {
      forget();
    }
    session.put("seen", now.toEpochMilli());
    return alive;
  }

  void forget() {
    session.data().clear();
    session.regenerateId();
  }

  Stage stage() {
    Stage stage = session.get("stage");
    return stage == null ? Stage.SIGN_IN : stage;
  }

  /** Goes on as this user; the session gets a new id, so one planted before is worth nothing. */
  void enter(String username, Stage stage) {
    session.put("username", username).put("stage", stage).regenerateId();
  }

  String username() {
    return session.get("username");
  }

  /** The token that each form of this session carries. */
  String csrf() {
    String token = session.get("csrf");
    if (token == null) {
      byte[] bytes = new byte[18];
      RANDOM.nextBytes(bytes);
      token = Base64.getUrlEncoder().encodeToString(bytes);
      session.put("csrf", token);
    }
    return token;
  }

  boolean carries(String token) {
    return token != null
        && MessageDigest.isEqual(
            csrf().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
