// One thing a person would do in a browser.
package de.belegbote.portals.recipe;

import java.time.Duration;
import java.util.Optional;

/** A browser step of a recipe. */
public sealed interface Step {
  /** What it acts on; empty for steps without an element. */
  default Optional<Target> target() {
    return Optional.empty();
  }

  /** Whether it types this kind of secret. */
  default Optional<Credential> credential() {
    return Optional.empty();
  }

  /** Goes to an address. */
  record Open(Template address) implements Step {}

  /** Types a credential. */
  record Fill(Target on, Credential with) implements Step {
    @Override
    public Optional<Target> target() {
      return Optional.of(on);
    }

    @Override
    public Optional<Credential> credential() {
      return Optional.of(with);
    }
  }

  /** Gives any other control a value, hidden ones and selects too. */
  record Set(Target on, Template to) implements Step {
    @Override
    public Optional<Target> target() {
      return Optional.of(on);
    }
  }

  /** Clicks; {@code all}: again until none is left, 100 times at most. */
  record Click(Target on, boolean all) implements Step {
    @Override
    public Optional<Target> target() {
      return Optional.of(on);
    }
  }

  /** Makes a box be ticked or not; never toggles one that is right already. */
  record Tick(Target on, boolean ticked) implements Step {
    @Override
    public Optional<Target> target() {
      return Optional.of(on);
    }
  }

  /** A control is clicked, a form is sent as Enter would. */
  record Submit(Target on) implements Step {
    @Override
    public Optional<Target> target() {
      return Optional.of(on);
    }
  }

  /** Waits. */
  record Pause(Duration time) implements Step {}
}
