// Skips a test where Keycloak was not fetched, and fails it where nothing may be missing.
package de.belegbote.keycloak;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The distribution is 177 MB, so plain {@code mvn verify} does not ask for it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsKeycloak.Condition.class)
@interface NeedsKeycloak {
  /** Looks for the unpacked distribution. */
  final class Condition implements ExecutionCondition {
    private static final Logger LOG = LoggerFactory.getLogger(NeedsKeycloak.class);
    private static final String MISSING =
        "keycloak is not there; fetch it with: mvn dependency:unpack@keycloak";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (Distribution.folder().isPresent()) {
        return ConditionEvaluationResult.enabled("keycloak is there");
      }
      if ("all".equals(System.getProperty("belegbote.require"))) {
        throw new IllegalStateException(MISSING);
      }
      // Maven's report counts what was skipped, but does not say why.
      LOG.warn("Skipped {}: {}", context.getDisplayName(), MISSING);
      return ConditionEvaluationResult.disabled(MISSING);
    }
  }
}
