// Looks at every part of an installation, one after the other.
package de.belegbote;

import de.belegbote.enrolment.TwilioCheck;
import de.belegbote.enrolment.barcode.ForeignPictures;
import de.belegbote.invoices.S3Probe;
import de.belegbote.platform.ClockReading;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Finding;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.db.DatabaseCheck;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.recipe.Recipes;
import de.belegbote.secrets.vault.VaultCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocks; every question has a deadline, the slowest part ends after a minute. */
final class Checkup {
  /**
   * A code counts for 30 seconds and most portals take the one before and after, too (RFC 6238,
   * section 5.2). A sixth of a step leaves room for what the network and the typing take.
   */
  static final Duration MOST_DRIFT = Duration.ofSeconds(5);

  private static final long PATIENCE_SECONDS = 60;

  private final Config config;
  private final TimeSource time;
  private final Vertx vertx = Vertx.vertx();
  private final List<Finding> findings = new ArrayList<>();
  private final List<ClockReading> clocks = new ArrayList<>();

  Checkup(Config config, TimeSource time) {
    this.config = config;
    this.time = time;
  }

  List<Finding> findings() {
    try {
      settings();
      findings.addAll(new FolderCheck(config, FolderCheck.LEAST_BYTES).findings());
      tenants();
      findings.addAll(recipes(config.recipes()));
      database();
      secrets();
      documents();
      messages();
      browser();
      pictures();
      clock();
      return List.copyOf(findings);
    } finally {
      await(vertx.close());
    }
  }

  private void settings() {
    findings.add(
        config.dev()
            ? Finding.note("settings", "a trial (dev): not for real credentials")
            : Finding.ok("settings", "as production takes them, roles " + config.roles()));
  }

  private void tenants() {
    if (config.tenants().isEmpty()) {
      findings.add(Finding.note("tenants", "only the demo tenant"));
      return;
    }
    try {
      var all = new TenantFiles(config.tenants(), config.data()).all();
      findings.add(
          all.isEmpty()
              ? Finding.fault("tenants", "there is no file *.yaml in the folder tenants: write one")
              : Finding.ok("tenants", all.size() + " files are as the schema wants them"));
      if (config.twilio().isPresent()) {
        all.stream().filter(tenant -> !tenant.sms().hasSender()).forEach(this::senderless);
      }
    } catch (ConfigException broken) {
      broken
          .problems()
          .forEach(
              problem ->
                  findings.add(Finding.fault("tenants", problem.replaceFirst("^tenants: ", ""))));
    }
  }

  /** The operator's own recipes: a broken one is left out by the service. */
  static List<Finding> recipes(Optional<Path> folder) {
    try {
      return new Recipes(folder)
          .refused().stream()
              .map(wrong -> Finding.fault("recipes", "left out: " + wrong.getMessage()))
              .toList();
    } catch (Failure unreadable) {
      return List.of(Finding.fault("recipes", unreadable.getMessage()));
    }
  }

  private void senderless(Tenant tenant) {
    findings.add(
        Finding.note(
            "tenants",
            "tenant %s gets no SMS: its file has neither sms.from nor sms.messaging_service"
                .formatted(tenant.id())));
  }

  private void database() {
    if (config.database().isEmpty()) {
      findings.add(Finding.note("database", "the embedded one of a trial; it was not looked at"));
      return;
    }
    var check = new DatabaseCheck(config.database().get(), config.dev(), time);
    findings.addAll(check.findings());
    check.clock().ifPresent(clocks::add);
  }

  private void secrets() {
    if (config.vault().isEmpty()) {
      findings.add(Finding.note("secrets", "sealed in the database, as a trial may"));
    }
    for (VaultSettings vault : config.vault().stream().toList()) {
      for (Right right : vault.signIns().keySet().stream().sorted().toList()) {
        secrets(new VaultCheck(vertx, vault, right, time), right, vault);
      }
    }
  }

  private void secrets(VaultCheck check, Right right, VaultSettings vault) {
    String who = "Vault, part " + right.text();
    try {
      var found = await(check.findings());
      found.forEach(text -> findings.add(Finding.fault("secrets", text)));
      if (found.isEmpty()) {
        findings.add(Finding.ok("secrets", who + ": may what it must, and no more"));
      }
      await(check.end())
          .ifPresent(
              end ->
                  findings.add(
                      Finding.note(
                          "secrets", who + ": the token cannot be renewed and ends at " + end)));
      await(check.clock()).ifPresent(clocks::add);
    } catch (RuntimeException failed) {
      findings.add(
          Finding.fault(
              "secrets",
              "%s at %s: %s (%s). Look whether it is unsealed and reachable, and at role and secret id"
                  .formatted(who, vault.address(), failed.getMessage(), cause(failed))));
    } finally {
      await(check.close());
    }
  }

  private static String cause(Throwable failed) {
    return failed.getCause() == null ? "no more is known" : failed.getCause().getMessage();
  }

  private void documents() {
    if (!config.documents().inS3()) {
      findings.add(
          Finding.note(
              "documents",
              "files below "
                  + config.data()
                  + ": processes on other machines need the same folder"));
    }
    for (var s3 : config.documents().s3().stream().toList()) {
      var probe = new S3Probe(vertx, s3, time);
      findings.addAll(await(probe.findings()));
      probe.clock().ifPresent(clocks::add);
    }
  }

  private void messages() {
    if (config.twilio().isEmpty()) {
      findings.add(
          Finding.note("sms", "no SMS provider is set up: links can only be shown on a screen"));
      return;
    }
    var check = new TwilioCheck(config.twilio().get(), time);
    findings.addAll(check.findings());
    check.clock().ifPresent(clocks::add);
  }

  private void browser() {
    if (config.roles().contains(Config.Role.FETCH)) {
      findings.addAll(new Engines(config.chromium()).findings());
    }
  }

  private void pictures() {
    if (!config.roles().contains(Config.Role.API)) {
      return;
    }
    findings.add(
        ForeignPictures.readsWebpAndPdf(time)
            ? Finding.ok("pictures", "WebP and PDF can be opened")
            : Finding.note(
                "pictures",
                "WebP and PDF cannot be opened: a second process of Java with 256 MB of heap must"
                    + " be able to start from the program's own jar. Until then people are asked"
                    + " for a screenshot"));
    findings.add(
        ForeignPictures.readsHeic()
            ? Finding.ok("pictures", "HEIC photos can be opened")
            : Finding.note(
                "pictures",
                "HEIC photos cannot be opened: install heif-convert (Debian: libheif-examples) and"
                    + " prlimit; /dev/shm must be writable. Until then people are asked for a"
                    + " screenshot"));
    findings.add(
        ForeignPictures.areWalledOff()
            ? Finding.ok("pictures", "WebP, PDF and HEIC are opened without network and files")
            : Finding.note(
                "pictures",
                "WebP, PDF and HEIC are opened in processes that are not walled off: install bwrap"
                    + " (Debian: bubblewrap) and allow user name spaces"));
  }

  private void clock() {
    if (clocks.isEmpty()) {
      findings.add(Finding.note("clock", "there was nothing to compare the clock with"));
    }
    for (ClockReading other : clocks) {
      Duration behind = other.behind();
      double seconds = behind.abs().toMillis() / 1_000.0;
      findings.add(
          behind.abs().compareTo(MOST_DRIFT) > 0
              ? Finding.fault(
                  "clock",
                  String.format(
                      Locale.ROOT,
                      "this machine is %.1f s %s %s, at most %d s are tolerable: portals would"
                          + " refuse its codes. Switch on time synchronisation (NTP) on both",
                      seconds,
                      behind.isNegative() ? "ahead of" : "behind",
                      other.source(),
                      MOST_DRIFT.toSeconds()))
              : Finding.ok(
                  "clock",
                  "agrees with "
                      + other.source()
                      + (behind.isZero()
                          ? ""
                          : String.format(Locale.ROOT, " but for %.1f s", seconds))));
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (TimeoutException | InterruptedException late) {
      throw new IllegalStateException("no answer within a minute", late);
    }
  }
}
