// The folder of one run of Chromium: it is made for the run and goes with it.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.BrowserException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mode 0700, below {@code java.io.tmpdir}. Profile, temporary files and downloads of the browser
 * and its driver are all in it, and it holds the processes together that have to end with it.
 */
final class ChromiumProfile {
  private static final Logger LOG = LoggerFactory.getLogger(ChromiumProfile.class);
  private static final Duration ROUND = Duration.ofMillis(10);
  private static final int ROUNDS = 500;
  private static final int CERTUTIL_SECONDS = 20;

  // Chromium puts /org.chromium.Chromium.XXXXXX/SingletonSocket below it; Linux allows 107 in all.
  private static final int LONGEST = 107 - 45;

  // PDFs are files, not pages. No word of a password is kept, and WebRTC finds no way of its own.
  private static final String PREFERENCES =
      """
      {"plugins": {"always_open_pdf_externally": true},
       "credentials_enable_service": false,
       "profile": {"password_manager_enabled": false},
       "webrtc": {"ip_handling_policy": "disable_non_proxied_udp", "multiple_routes_enabled": false,
         "nonproxied_udp_enabled": false},
       "dns_prefetching": {"enabled": false}, "search": {"suggest_enabled": false},
       "safebrowsing": {"enabled": false}, "signin": {"allowed": false, "allowed_on_next_startup": false}}
      """;

  private final Path folder;

  private ChromiumProfile(Path folder) {
    this.folder = folder;
  }

  /** Makes a folder with an empty profile. */
  static ChromiumProfile create() {
    try {
      var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path folder = Files.createTempDirectory("belegbote-browser-", mode).toRealPath();
      if (folder.toString().length() > LONGEST) {
        Files.delete(folder);
        throw new BrowserException(
            Kind.CRASHED,
            "Chromium cannot make its socket below %s, the path is too long; set java.io.tmpdir to a folder of at most 20 characters"
                .formatted(folder.getParent()),
            null);
      }
      var profile = new ChromiumProfile(folder);
      Files.createDirectories(profile.data().resolve("Default"));
      Files.createDirectories(profile.downloads());
      Files.writeString(profile.data().resolve("Default/Preferences"), PREFERENCES);
      return profile;
    } catch (IOException e) {
      throw new UncheckedIOException("no folder can be made for a browser", e);
    }
  }

  Path folder() {
    return folder;
  }

  Path data() {
    return folder.resolve("profile");
  }

  Path downloads() {
    return folder.resolve("downloads");
  }

  /**
   * Lets the run's browser trust authorities beside the public ones: Chromium reads them from the
   * NSS database of its user, and this run's user has its home in the run's folder.
   */
  void trust(KeyStore extra, ChromiumProgram program) {
    Path tool =
        program
            .certutil()
            .orElseThrow(
                () ->
                    new BrowserException(
                        Kind.CRASHED,
                        "Chromium cannot be made to trust the configured authority: install the"
                            + " package libnss3-tools",
                        null));
    try {
      Path database = Files.createDirectories(folder.resolve(".pki/nssdb"));
      nss(tool, database, "-N", "--empty-password");
      int number = 0;
      for (String alias : Collections.list(extra.aliases())) {
        Path file = folder.resolve("authority-" + number + ".pem");
        Files.writeString(file, pem(extra.getCertificate(alias).getEncoded()));
        nss(tool, database, "-A", "-n", "extra-" + number, "-t", "C,,", "-i", file.toString());
        number++;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new BrowserException(Kind.CRASHED, "Chromium's list of authorities is not written", e);
    }
  }

  private static String pem(byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
  }

  private void nss(Path tool, Path database, String... arguments) throws IOException {
    var command = new java.util.ArrayList<>(List.of(tool.toString(), "-d", "sql:" + database));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(ChromiumDriver.environment(folder));
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(CERTUTIL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        byte[] words = process.getInputStream().readNBytes(300);
        throw new IOException("certutil: " + new String(words, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException("certutil was interrupted", e);
    }
  }

  /** Ends every process of the run, from any thread; what lives on is told in the log. */
  void kill() {
    List<ProcessHandle> processes =
        Stream.concat(
                ChromiumDriver.running(folder).stream()
                    .flatMap(driver -> Stream.concat(Stream.of(driver), driver.descendants())),
                orphans())
            .toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    try {
      for (int i = 0; i < ROUNDS && processes.stream().anyMatch(ChromiumProfile::runs); i++) {
        Thread.sleep(ROUND.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long left = processes.stream().filter(ChromiumProfile::runs).count();
    if (left > 0) {
      LOG.warn("{} processes of a browser did not end", left);
    }
  }

  // One that ended stays listed until whoever it hangs on asks for it, often for over a second.
  private static boolean runs(ProcessHandle process) {
    try {
      String state = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
      return process.isAlive() && !state.contains(") Z ");
    } catch (IOException notListed) {
      return process.isAlive();
    }
  }

  // A browser whose driver died before it hangs on another process than ours.
  private Stream<ProcessHandle> orphans() {
    String mark = "--user-data-dir=" + data();
    return ProcessHandle.allProcesses()
        .filter(each -> List.of(each.info().arguments().orElse(new String[0])).contains(mark))
        .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()));
  }

  /** Takes the folder away; what is left in spite of that is told in the log. */
  void delete() {
    for (int i = 0; i < 3 && Files.exists(folder); i++) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException e) {
        // A process that is just ending may still have written; the next round sees it.
        LOG.debug("a browser's folder is not empty yet", e);
      }
    }
    if (Files.exists(folder)) {
      LOG.warn("the folder {} of a browser could not be deleted", folder);
    }
  }
}
