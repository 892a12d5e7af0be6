// A portal described as data.
package de.belegbote.portals.recipe;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One recipe, as {@link RecipeFile} read and checked it.
 *
 * @param version rises with every change of what a run does
 * @param homepage where a person goes
 * @param engine which browser it wants
 * @param language for Accept-Language, and of dates and amounts
 * @param hosts the only hosts that may receive credentials
 * @param settings what a customer supplies, by name
 * @param authenticator how a customer gets at the QR code
 * @param invoices at least one block
 * @param guesses what no source proves, in the file's order
 * @param shared the sign-in it shares with other portals
 */
public record Recipe(
    String id,
    String name,
    int version,
    String homepage,
    String engine,
    Locale language,
    List<Template> hosts,
    Map<String, Setting> settings,
    Guide authenticator,
    Terms terms,
    Requests requests,
    SignIn signIn,
    List<Invoices> invoices,
    List<String> guesses,
    Optional<Shared> shared) {

  /** Whose accounts can be signed in here: the shared sign-in's id, else the recipe's own. */
  public String realm() {
    return shared.map(Shared::id).orElse(id);
  }

  /** Its version, and that of the sign-in it shares: {@code 3} or {@code 3+microsoft.2}. */
  public String versions() {
    return version + shared.map(s -> "+" + s.id() + "." + s.version()).orElse("");
  }

  /**
   * A sign-in that several portals share.
   *
   * @param parameters what this recipe chose, by name; templates of its pages name them
   */
  public record Shared(String id, int version, Map<String, String> parameters) {}

  /** The hosts for one customer; throws {@link TemplateException}. */
  public Hosts hosts(Map<String, String> given) {
    return Hosts.of(hosts, given);
  }

  /**
   * The values templates are filled in with: of each setting the first one given, else its only
   * permitted one.
   *
   * @throws TemplateException naming the setting that is missing or does not fit
   */
  public Map<String, String> values(Map<String, List<String>> given) {
    var values = new HashMap<String, String>();
    settings.forEach(
        (name, setting) -> setting.choose(name, given).ifPresent(v -> values.put(name, v)));
    shared.ifPresent(s -> values.putAll(s.parameters()));
    return Map.copyOf(values);
  }

  /**
   * What a customer supplies.
   *
   * @param label by language
   * @param many whether several values may be given, for a loop
   * @param oneOf the only values; empty: any
   * @param pattern must match whole
   */
  public record Setting(
      Map<String, String> label,
      boolean optional,
      boolean many,
      List<String> oneOf,
      Optional<Pattern> pattern) {

    Optional<String> choose(String name, Map<String, List<String>> given) {
      var values = given.getOrDefault(name, List.of());
      if (values.isEmpty()) {
        if (optional) {
          return Optional.empty();
        }
        throw new TemplateException(name, "is a setting that was not given");
      }
      if (!values.stream().allMatch(this::fits)) {
        throw new TemplateException(name, "is a setting whose value is not one of the permitted");
      }
      return Optional.of(values.get(0));
    }

    private boolean fits(String value) {
      return (oneOf.isEmpty() || oneOf.contains(value))
          && pattern.map(p -> p.matches(value)).orElse(true);
    }
  }

  /**
   * The guide to the authenticator.
   *
   * @param where address of the page that shows the QR code
   * @param unattended whether TOTP alone opens the door: yes, unlikely, no, unknown
   * @param second whether a second authenticator adds or replaces: adds, replaces, unknown
   * @param keyAsText whether the key is also shown as text: true, false, unknown
   * @param steps what to do, by language
   */
  public record Guide(
      Optional<String> where,
      String unattended,
      String second,
      String keyAsText,
      Map<String, List<String>> steps) {}

  /**
   * What the portal's terms say.
   *
   * @param automation allowed, silent, restricted, unknown
   * @param checked when somebody read them
   */
  public record Terms(Optional<String> url, String automation, Optional<LocalDate> checked) {}

  /**
   * How requests without a page are made.
   *
   * @param headers for hosts that the recipe names
   * @param pause between two of them
   * @param answers what answers mean that no request says itself
   */
  public record Requests(
      Map<String, Template> headers, Duration pause, List<Call.Meaning> answers) {}
}
