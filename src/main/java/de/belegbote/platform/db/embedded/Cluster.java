// The files of the embedded database: passwords, settings, port, log and the cluster itself.
package de.belegbote.platform.db.embedded;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What lies in {@code <data folder>/postgres}.
 *
 * @param folder real path, 0700
 */
record Cluster(Path folder) {
  private static final Duration INITDB_DEADLINE = Duration.ofMinutes(2);
  private static final String UNFINISHED = "unfinished-";
  private static final int PASSWORD_BYTES = 32;

  // Nobody comes in without a password, and nobody at all from elsewhere.
  private static final String ACCESS =
      """
      # Written by Belegbote at every start.
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  // The log shall hold no statement and no row: both may carry personal data.
  private static final String SETTINGS =
      """
      # Written by Belegbote at every start.
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 100
      shared_buffers = '64MB'
      fsync = on
      full_page_writes = on
      synchronous_commit = on
      password_encryption = 'scram-sha-256'
      timezone = 'UTC'
      log_timezone = 'UTC'
      log_destination = 'stderr'
      logging_collector = off
      log_statement = 'none'
      log_min_duration_statement = -1
      log_min_error_statement = 'panic'
      log_error_verbosity = 'terse'
      log_checkpoints = off
      """;

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("postgres.log");
  }

  /** The server's own note of its process, there while it runs and after it was killed. */
  Path pidFile() {
    return data().resolve("postmaster.pid");
  }

  /**
   * The passwords of the roles, made at the first call and kept in {@code roles.json}, which only
   * the owner may read.
   */
  Map<String, Secret> passwords() throws IOException {
    Path file = folder.resolve("roles.json");
    JsonObject stored = new JsonObject();
    if (Files.exists(file)) {
      stored = new JsonObject(Files.readString(file));
    } else if (Files.exists(data())) {
      throw new Failure(
          Problem.UNAVAILABLE,
          "The passwords of the embedded database are lost: "
              + file
              + " is gone. Put it back from a backup, or move "
              + folder
              + " away to begin anew.");
    }
    Map<String, Secret> passwords = new LinkedHashMap<>();
    for (String role : EmbeddedPostgres.ROLES) {
      if (stored.getString(role) == null) {
        stored.put(role, randomPassword());
      }
      passwords.put(role, new Secret(stored.getString(role)));
    }
    PrivateFiles.write(file, stored.encodePrettily());
    return Map.copyOf(passwords);
  }

  private static String randomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Makes the cluster if there is none. It grows in a folder of its own that gets its name when all
   * is done, so {@code data} is either whole or not there, whenever the process dies.
   */
  void initialise(Programs programs, Secret superuserPassword) throws IOException {
    if (Files.exists(data())) {
      if (!Files.exists(data().resolve("PG_VERSION"))) {
        throw new Failure(
            Problem.UNAVAILABLE,
            data() + " is not a PostgreSQL data folder; it is left as it is. Move it away.");
      }
      return;
    }
    removeUnfinished();
    Path growing = Files.createTempDirectory(folder, UNFINISHED);
    Path passwordFile =
        Files.createTempFile(folder, UNFINISHED, null, PrivateFiles.OWNER_ONLY_FILE);
    try {
      Files.writeString(passwordFile, superuserPassword.reveal() + "\n");
      programs.run(
          List.of(
              programs.initdb().toString(),
              "--pgdata=" + growing,
              "--username=" + EmbeddedPostgres.SUPERUSER,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--data-checksums",
              "--no-clean",
              "--no-instructions"),
          INITDB_DEADLINE);
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Path main = growing.resolve("postgresql.conf");
    PrivateFiles.write(main, Files.readString(main) + "\ninclude 'belegbote.conf'\n");
    configure(growing);
    Files.move(growing, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** An initdb cut short left these; one may still be writing there, so no error matters. */
  private void removeUnfinished() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path left : all.filter(file -> name(file).startsWith(UNFINISHED)).toList()) {
        try {
          PrivateFiles.delete(left);
        } catch (IOException stillInUse) {
          EmbeddedPostgres.LOG.debug("cannot remove {} yet", left, stillInUse);
        }
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Writes access rules and settings anew, so that those of this release hold. */
  void configure() throws IOException {
    configure(data());
  }

  private static void configure(Path data) throws IOException {
    PrivateFiles.write(data.resolve("pg_hba.conf"), ACCESS);
    PrivateFiles.write(data.resolve("belegbote.conf"), SETTINGS);
  }

  /** Begins a new log; the one before is kept, older ones are not. */
  void rotateLog() throws IOException {
    if (Files.exists(log())) {
      Files.move(log(), folder.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createFile(log(), PrivateFiles.OWNER_ONLY_FILE);
  }

  /** The port of the last start. */
  Optional<Integer> lastPort() throws IOException {
    Path file = folder.resolve("port");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    return text.matches("[0-9]{1,5}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  void rememberPort(int port) throws IOException {
    PrivateFiles.write(folder.resolve("port"), port + "\n");
  }
}
