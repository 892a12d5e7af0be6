// Whether a set-up code may be of the portal it was sent for.
package de.belegbote.enrolment;

import de.belegbote.portals.Portal;
import java.net.URI;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares words, generously: portals name themselves in their codes as they like, and a warning
 * that is often wrong is soon not read.
 */
public final class IssuerCheck {
  /** Say nothing about who somebody is. */
  private static final Set<String> EMPTY =
      Set.of(
          "gmbh",
          "inc",
          "ltd",
          "llc",
          "com",
          "net",
          "org",
          "www",
          "the",
          "und",
          "and",
          "der",
          "die",
          "das",
          "les",
          "portal",
          "portail",
          "login",
          "account",
          "konto",
          "compte",
          "online",
          "service",
          "app",
          "web",
          "authenticator",
          "test",
          "kunden",
          "customer",
          "sign",
          "auth");

  private static final int LEAST = 3;

  private IssuerCheck() {}

  /**
   * Whose code it seems to be, when that is none of the portals.
   *
   * @param issuer as it stands in the code; may be null
   * @param portals which the login is for
   * @return the issuer, or nothing when it fits or tells too little
   */
  public static Optional<String> stranger(String issuer, List<Portal> portals) {
    var words = words(issuer == null ? "" : issuer);
    boolean fits =
        words.isEmpty()
            || portals.isEmpty()
            || portals.stream().anyMatch(portal -> fits(words, names(portal)));
    return fits ? Optional.empty() : Optional.of(issuer);
  }

  private static boolean fits(Set<String> issuer, Set<String> portal) {
    return issuer.stream()
        .anyMatch(
            word -> portal.stream().anyMatch(name -> name.contains(word) || word.contains(name)));
  }

  private static Set<String> names(Portal portal) {
    var all = new ArrayList<>(List.of(portal.id(), portal.name(), portal.realm()));
    String homepage = portal.json().getString("homepage", "");
    if (!homepage.isEmpty()) {
      all.add(String.valueOf(URI.create(homepage).getHost()));
    }
    return words(String.join(" ", all));
  }

  private static Set<String> words(String text) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT);
    return Arrays.stream(plain.split("[^\\p{L}\\p{Nd}]+"))
        .filter(word -> word.length() >= LEAST && !EMPTY.contains(word))
        .collect(Collectors.toSet());
  }
}
