// For tests that need a program which a plain machine does not have.
package de.belegbote.testing;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The test is skipped where the program is neither on the PATH nor was unpacked into the build
 * folder by Maven, with one line that says so; with {@code -Dbelegbote.require=all}, as .ci/run
 * sets it, it fails instead. {@code -DexcludedGroups=external} leaves all such tests out.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("external")
@ExtendWith(RequiresTool.Condition.class)
public @interface RequiresTool {
  /** Names of programs, such as {@code node}, or of their folders in {@code target}. */
  String[] value();

  /** Looks for the program. */
  final class Condition implements ExecutionCondition {
    private static final String REQUIRE = "belegbote.require";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      var tool =
          findAnnotation(context.getElement(), RequiresTool.class)
              .flatMap(
                  needed -> Arrays.stream(needed.value()).filter(t -> !isInstalled(t)).findFirst());
      if (tool.isEmpty()) {
        return ConditionEvaluationResult.enabled(null);
      }
      String missing = "'" + tool.get() + "' is not installed";
      if (context.getConfigurationParameter(REQUIRE).filter("all"::equals).isPresent()) {
        throw new IllegalStateException(
            missing + ", and -D" + REQUIRE + "=all lets no test be skipped");
      }
      // Surefire counts skipped tests without saying why.
      System.err.printf(
          "Skipped %s, %s: %s%n",
          context.getRequiredTestClass().getName(), context.getDisplayName(), missing);
      return ConditionEvaluationResult.disabled(missing);
    }

    private static boolean isInstalled(String tool) {
      return Files.isDirectory(Path.of("target", tool))
          || Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
  }
}
