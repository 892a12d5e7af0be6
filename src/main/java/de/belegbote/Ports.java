// Where a running Belegbote listens.
package de.belegbote;

import de.belegbote.platform.config.Config;
import java.util.Locale;
import java.util.Set;

/**
 * Ports in use, also where any free one was asked for; those of the practice portal are 0 outside a
 * trial.
 */
record Ports(int http, int management, int practice, int practiceTls) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

  /** Tells the person at the terminal where to go on. */
  void announce(Config config) {
    if (http == 0) {
      System.out.printf(Locale.ROOT, "Belegbote is ready, without the API%n");
    } else {
      System.out.printf(
          Locale.ROOT,
          "Belegbote is ready: http://%s:%d (contract: /openapi.yaml)%n",
          config.listen(),
          http);
    }
    if (config.dev() && !LOOPBACK.contains(config.listen())) {
      System.out.printf(
          "  WARNING: a trial that others can reach at %s. Give it no real credentials.%n",
          config.listen());
    }
    if (config.dev()) {
      System.out.printf(
          Locale.ROOT,
          "  a token:         curl http://127.0.0.1:%1$d/dev/token%n"
              + "  sent messages:   http://127.0.0.1:%1$d/dev/outbox%n"
              + "  practice portal: http://127.0.0.1:%2$d%n"
              + "  data is kept in  %3$s%n",
          management,
          practice,
          config.data());
    }
  }
}
