// Ends a run that must not go on: its claim is another's, the process is ending, or the secret
// store
// does not answer.
package de.belegbote.fetch;

/** Not an outcome: the run writes nothing, and another claim goes on with the fetch. */
final class RunStopped extends RuntimeException {
  private final boolean lost;

  private RunStopped(boolean lost, String detail) {
    super(detail);
    this.lost = lost;
  }

  static RunStopped claimLost() {
    return new RunStopped(true, "the claim of this run is lost");
  }

  static RunStopped ending() {
    return new RunStopped(false, "the process is ending");
  }

  static RunStopped withoutSecrets() {
    return new RunStopped(false, "the secret store does not answer");
  }

  /** Whether the claim is another's by now, so that it cannot be given back. */
  boolean lost() {
    return lost;
  }
}
