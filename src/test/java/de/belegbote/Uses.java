// Calls and method references that the rules of architecture look for.
package de.belegbote;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.time.Clock;
import java.util.function.Predicate;

/** For {@link ArchitectureTest}. */
final class Uses {
  private Uses() {}

  /** Calls and method references alike. */
  static DescribedPredicate<JavaAccess<?>> of(String what, Predicate<CodeUnitAccessTarget> which) {
    return DescribedPredicate.describe(
        what, use -> use.getTarget() instanceof CodeUnitAccessTarget unit && which.test(unit));
  }

  static boolean runsSql(CodeUnitAccessTarget unit) {
    return unit.getOwner().getFullName().startsWith("de.belegbote.platform.db.")
        && unit.getName().matches("query|first|change");
  }

  static boolean printsAStack(CodeUnitAccessTarget unit) {
    return unit.getName().equals("printStackTrace")
        && unit.getOwner().isAssignableTo(Throwable.class);
  }

  static boolean readsTheClock(CodeUnitAccessTarget unit) {
    boolean clock =
        unit.getRawParameterTypes().stream().anyMatch(one -> one.isEquivalentTo(Clock.class));
    return switch (unit.getOwner().getName()) {
      case "java.lang.System" -> unit.getName().equals("currentTimeMillis");
      case "java.time.Clock" -> unit.getName().matches("system.*|tick(Millis|Seconds|Minutes)");
      case "java.util.Date", "java.util.GregorianCalendar" ->
          unit.getName().equals("<init>") && unit.getRawParameterTypes().isEmpty();
      default ->
          unit.getOwner().getPackageName().equals("java.time")
              && unit.getName().equals("now")
              && !clock;
    };
  }
}
