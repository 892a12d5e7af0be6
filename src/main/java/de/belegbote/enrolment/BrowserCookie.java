// The cookies by which our pages know their browsers again.
package de.belegbote.enrolment;

import java.util.Arrays;
import java.util.Optional;

/** All are HttpOnly and sent to us alone; their values never stand in a page or an address. */
public enum BrowserCookie {
  /** Binds codes and confirmation to the browser that sent the photo. */
  UPLOAD("upload", 86_400),
  /** The sealed codes (the API's {@code confirmToken}), so that a page can be loaded again. */
  CODES("codes", 1_800),
  /** Binds a connect session to the browser that started it. */
  CONNECT("connect", 86_400),
  /**
   * The token of an upload link whose QR code the wizard shows, so that a page can be loaded again.
   */
  PHONE("phone", 86_400),
  /** Who signed in to the console; the row it leads to ends earlier or is taken away. */
  CONSOLE("console", 14_400),
  /** What a sign-in at an issuer comes back to, sealed. */
  SIGN_IN("sign-in", 600);

  private final String name;
  private final int seconds;

  BrowserCookie(String name, int seconds) {
    this.name = name;
    this.seconds = seconds;
  }

  /**
   * Value of a Set-Cookie field. SameSite is Lax, because whoever comes back over the link in a web
   * mailer would look like another browser with Strict; a foreign site's POST comes without it
   * either way.
   *
   * @param secure whether browsers reach us by TLS; a trial over plain HTTP does without __Host-
   */
  public String set(String value, boolean secure) {
    return set(value, seconds, secure);
  }

  /**
   * The same field for a page that stands in a frame of another site: sent there although it is
   * foreign, but kept apart for each site that frames it (CHIPS). Works over TLS and on the own
   * machine.
   */
  public static String framed(String field) {
    String open = field.replace("; SameSite=Lax", "; SameSite=None; Partitioned");
    return open.contains("; Secure") ? open : open + "; Secure";
  }

  /** Value of a Set-Cookie field that makes the browser forget it. */
  public String forget(boolean secure) {
    return set("", 0, secure);
  }

  private String set(String value, int maxAge, boolean secure) {
    return start(secure)
        + value
        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
        + maxAge
        + (secure ? "; Secure" : "");
  }

  /** Its value in a Cookie field, if it is there and looks like one of ours. */
  public Optional<String> find(String header, boolean secure) {
    String start = start(secure);
    return Arrays.stream(header.split(";", 50))
        .map(String::trim)
        .filter(pair -> pair.startsWith(start))
        .map(pair -> pair.substring(start.length()))
        .filter(value -> value.matches("[A-Za-z0-9_-]{16,4000}"))
        .findFirst();
  }

  // __Host- demands TLS.
  private String start(boolean secure) {
    return (secure ? "__Host-belegbote-" : "belegbote-") + name + "=";
  }
}
