// The fields that were filled last and how they look since.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.Credential;
import de.belegbote.portals.recipe.Page;
import de.belegbote.portals.recipe.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Watches the credential fields of the page acted on last. */
final class Filled {
  private static final Duration INVALID = Duration.ofSeconds(1);

  private static final class Field {
    private final Step.Fill fill;
    private final PortalBrowser.Page document;
    // Marked invalid before we typed, so that the mark says nothing about what we typed.
    private boolean blamedBefore;
    private Instant blamedSince;

    Field(Step.Fill fill, PortalBrowser.Page document, boolean blamedBefore) {
      this.fill = fill;
      this.document = document;
      this.blamedBefore = blamedBefore;
    }
  }

  private final List<Field> fields = new ArrayList<>();
  private Page page;

  /** Begins anew with a page. */
  void begin(Page filled) {
    page = filled;
    fields.clear();
  }

  /** Notes a field right before it is typed into. */
  void typing(Step.Fill fill, List<Element> on) {
    fields.add(new Field(fill, on.get(0).page(), isBlamed(on)));
  }

  void forget() {
    fields.clear();
  }

  /** Whether a field of ours has been marked invalid for a second. */
  boolean isRefused(Look look, Instant now) {
    fields.forEach(field -> watch(field, look, now));
    return fields.stream()
        .anyMatch(
            field ->
                field.blamedSince != null
                    && Duration.between(field.blamedSince, now).compareTo(INVALID) >= 0);
  }

  private void watch(Field field, Look look, Instant now) {
    List<Element> on = look.on(page, field.fill, field.document);
    boolean blamed = isBlamed(on);
    boolean replaced = !on.isEmpty() && !Look.same(on.get(0).page(), field.document);
    field.blamedBefore = field.blamedBefore && blamed && !replaced;
    if (!blamed || field.blamedBefore) {
      field.blamedSince = null;
    } else if (field.blamedSince == null) {
      field.blamedSince = now;
    }
  }

  private static boolean isBlamed(List<Element> on) {
    return on.stream()
        .anyMatch(e -> e.attribute("aria-invalid").filter("true"::equalsIgnoreCase).isPresent());
  }

  /**
   * Whether the portal took what was typed out of the field: the password's where there is one, for
   * many portals leave the user name.
   */
  boolean isEmptied(Look look) {
    boolean password = fields.stream().anyMatch(f -> f.fill.with() == Credential.PASSWORD);
    List<Element> on =
        fields.stream()
            .filter(field -> !password || field.fill.with() == Credential.PASSWORD)
            .flatMap(field -> look.on(page, field.fill, field.document).stream())
            .toList();
    return !on.isEmpty() && on.stream().allMatch(element -> element.value().isEmpty());
  }
}
