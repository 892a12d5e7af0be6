// A missing tool skips a test, or fails it where everything is required.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class RequiresToolTest {
  private static final String MISSING = "'no-such-tool' is not installed";

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setErr(before);
  }

  @Test
  void skipsATestWhoseToolIsMissingAndNamesTheTool() {
    assertEquals(
        Map.of("withTool()", "ran", "withoutTool()", "skipped: " + MISSING), run(Mixed.class, ""));
    assertEquals(
        List.of("Skipped " + Mixed.class.getName() + ", withoutTool(): " + MISSING),
        errors.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void failsATestWhoseToolIsMissingWhereAllAreRequired() {
    var outcome = run(Mixed.class, "all");
    assertEquals("ran", outcome.get("withTool()"));
    String failed = outcome.get("withoutTool()");
    assertTrue(failed.startsWith("failed: ") && failed.contains(MISSING), failed);
  }

  @Test
  void skipsAWholeClassOrFailsIt() {
    assertEquals(
        Map.of("RequiresToolTest$Whole", "skipped: " + MISSING), run(Whole.class, "other"));
    String failed = run(Whole.class, "all").get("RequiresToolTest$Whole");
    assertTrue(failed.startsWith("failed: ") && failed.contains(MISSING), failed);
  }

  @Test
  void tagsSuchTestsSoThatTheyCanBeLeftOut() {
    assertEquals(
        Map.of("plain()", "ran"), run(Tagged.class, "all", TagFilter.excludeTags("external")));
  }

  private static Map<String, String> run(
      Class<?> tests, String require, PostDiscoveryFilter... filters) {
    var outcomes = new Outcomes();
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(tests))
            .filters(filters)
            .configurationParameter("belegbote.require", require)
            .build();
    LauncherFactory.create().execute(request, outcomes);
    return outcomes.byName;
  }

  private static final class Outcomes implements TestExecutionListener {
    final Map<String, String> byName = new TreeMap<>();

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      byName.put(test.getDisplayName(), "skipped: " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      var failure = result.getThrowable();
      if (failure.isPresent()) {
        Throwable cause = failure.get();
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        byName.put(test.getDisplayName(), "failed: " + cause.getMessage());
      } else if (test.isTest()) {
        byName.put(test.getDisplayName(), "ran");
      }
    }
  }

  static class Mixed {
    @Test
    @RequiresTool("sh")
    void withTool() {}

    @Test
    @RequiresTool({"sh", "no-such-tool"})
    void withoutTool() {}
  }

  @RequiresTool("no-such-tool")
  static class Whole {
    @Test
    void any() {}
  }

  static class Tagged {
    @Test
    void plain() {}

    @Test
    @RequiresTool("no-such-tool")
    void external() {}
  }
}
