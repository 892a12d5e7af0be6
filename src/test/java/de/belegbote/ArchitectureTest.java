// Who may use whom, what is used where, and how classes are called: read from the compiled program.
package de.belegbote;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CheckReturnValue;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import de.belegbote.enrolment.SmsSender;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.http.Routes;
import de.belegbote.invoices.DocumentStore;
import de.belegbote.platform.TimeSource;
import de.belegbote.secrets.SecretStore;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table and the rules of CONTRIBUTING.md. */
class ArchitectureTest {
  private static final String BASE = "de.belegbote";

  /** Package below {@link #BASE}, with all below it, to the packages of ours it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("platform", Set.of()),
          Map.entry("audit", Set.of("platform")),
          Map.entry("otp", Set.of("platform")),
          Map.entry("http", Set.of("platform", "audit")),
          Map.entry("secrets", Set.of("platform", "audit")),
          Map.entry("companies", Set.of("platform", "http", "audit")),
          Map.entry("portals", Set.of("platform", "http", "audit")),
          Map.entry("invoices", Set.of("platform", "http", "audit")),
          Map.entry("tenants", Set.of("platform", "http", "audit", "portals")),
          Map.entry("webhooks", Set.of("platform", "http", "audit", "secrets")),
          Map.entry(
              "accounts",
              Set.of("platform", "http", "audit", "secrets", "companies", "portals", "otp")),
          Map.entry(
              "enrolment",
              Set.of(
                  "platform",
                  "http",
                  "audit",
                  "secrets",
                  "companies",
                  "portals",
                  "otp",
                  "accounts")),
          Map.entry(
              "connect", Set.of("platform", "http", "audit", "portals", "accounts", "enrolment")),
          Map.entry(
              "fetch",
              Set.of(
                  "platform",
                  "http",
                  "audit",
                  "secrets",
                  "accounts",
                  "portals",
                  "invoices",
                  "otp")),
          Map.entry(
              "pages",
              Set.of(
                  "platform",
                  "http",
                  "audit",
                  "otp",
                  "companies",
                  "portals",
                  "accounts",
                  "enrolment",
                  "connect")),
          Map.entry("sandbox", Set.of("platform", "http", "otp")),
          Map.entry("demo", Set.of("platform", "sandbox")));

  // Each stands for something outside that there is, or will be, more than one of.
  private static final Set<Class<?>> PORTS =
      Set.of(
          SecretStore.class,
          DocumentStore.class,
          SmsSender.class,
          PortalBrowser.class,
          PortalBrowser.Page.class,
          PortalBrowser.Element.class,
          Routes.class);

  // From where the program itself was compiled to, so tests are not among them, wherever they lie.
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

  /**
   * The package of the table a class belongs to; empty for those beside Main, which may use all.
   */
  private static String part(JavaClass type) {
    String below = type.getPackageName().substring(BASE.length());
    return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
  }

  @Test
  void knowsEveryPackage() {
    var missing =
        HOUSE.stream()
            .map(ArchitectureTest::part)
            .filter(part -> !part.isEmpty() && !MAY_USE.containsKey(part))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing, "not in the table of packages, here and in CONTRIBUTING.md");
    assertTrue(HOUSE.size() > 300, "the classes were not found");
  }

  @Test
  void usesOnlyWhatTheTableAllows() {
    var wrong = new TreeSet<String>();
    for (JavaClass from : HOUSE) {
      Set<String> allowed = MAY_USE.get(part(from));
      for (Dependency use : from.getDirectDependenciesFromSelf()) {
        JavaClass target = use.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(BASE)
            && allowed != null
            && !part(target).equals(part(from))
            && !allowed.contains(part(target))) {
          wrong.add(part(from) + " may not use " + part(target) + ": " + use.getDescription());
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void goesInNoCircles() {
    SlicesRuleDefinition.slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void keepsLibrariesWhereTheyBelong() {
    noClasses()
        .that(outside("http", "pages", "sandbox").and(resideInAPackage(BASE + ".*..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx.ext.web..")
        .check(HOUSE);
    noClasses()
        .that(outside("enrolment.barcode", "sandbox"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.zxing..")
        .check(HOUSE);
    noClasses()
        .that(outside("enrolment"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.twilio..")
        .check(HOUSE);
    noClasses()
        .that(outside("enrolment.barcode.reading"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("boofcv..")
        .check(HOUSE);
    noClasses()
        .that(outside("fetch.browser"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.htmlunit..", "com.microsoft.playwright..")
        .check(HOUSE);
  }

  @Test
  void speaksSqlInStoresOnly() {
    var others =
        noClasses()
            .that(outside("platform.db"))
            .and(
                DescribedPredicate.describe(
                    "are no store, queue, log or ledger",
                    type ->
                        !outermost(type)
                            .getSimpleName()
                            .matches(".*(Store|Queue|Log|Ledger)|Outbox|Idempotency")))
            .should();
    others
        .dependOnClassesThat(resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient.."))
        .check(HOUSE);
    others.accessTargetWhere(Uses.of("runs SQL", Uses::runsSql)).check(HOUSE);
    noClasses()
        .that(outside("platform.db"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.postgresql..", "org.flywaydb.."))
        .check(HOUSE);
  }

  private static DescribedPredicate<JavaClass> outside(String... packages) {
    return resideOutsideOfPackages(
        Arrays.stream(packages).map(one -> BASE + "." + one + "..").toArray(String[]::new));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  @Test
  void hasInterfacesForPortsOnly() {
    var lonely =
        HOUSE.stream()
            .filter(type -> type.isInterface() && !type.isAnnotation())
            .filter(type -> !type.reflect().isSealed())
            .filter(type -> PORTS.stream().noneMatch(type::isEquivalentTo))
            .filter(type -> implementations(type) == 1)
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), lonely, "one implementation: use the class itself");
  }

  private static long implementations(JavaClass type) {
    return type.getAllSubclasses().stream().filter(sub -> !sub.isInterface()).count();
  }

  @Test
  void saysWhatAClassDoesInItsName() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl|Service)(\\$.*)?")
        .check(HOUSE);
  }

  @Test
  void printsBesideMainOnly() {
    var streams = noClasses().that(resideInAPackage(BASE + ".*..")).should();
    streams.accessField(System.class, "out").check(HOUSE);
    streams.accessField(System.class, "err").check(HOUSE);
    noClasses()
        .should()
        .accessTargetWhere(Uses.of("prints a stack", Uses::printsAStack))
        .check(HOUSE);
  }

  @Test
  void asksNobodyButTheTimeSourceWhatTimeItIs() {
    noClasses()
        .that(DescribedPredicate.not(type(TimeSource.class)))
        .should()
        .accessTargetWhere(Uses.of("reads the machine's clock", Uses::readsTheClock))
        .check(HOUSE);
    assertTrue(
        HOUSE.get(TimeSource.class).getMethodCallsFromSelf().stream()
            .anyMatch(call -> Uses.readsTheClock(call.getTarget())),
        "the rule does not see the one place that may");
  }

  @Test
  void dropsNoResult() {
    var silent =
        HOUSE.stream()
            .filter(type -> !type.getModifiers().contains(JavaModifier.SYNTHETIC))
            .map(JavaClass::getPackage)
            .filter(one -> !one.isAnnotatedWith(CheckReturnValue.class))
            .map(one -> one.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), silent, "package-info.java with @CheckReturnValue is missing");
  }
}
