// The places where a secret could come to light, read as whoever looks there would.
package de.belegbote;

import de.belegbote.demo.Partner;
import de.belegbote.demo.Receiver;
import de.belegbote.platform.db.Migrations;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.LeakSearch;
import de.belegbote.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Log, dump of all rows, data folder, temporary files of this run, metrics, events and webhooks.
 *
 * @param data without the practice portal's own state, which is the portal's to know
 * @param log all that was logged so far, by all processes
 * @param management of each process
 * @param begun temporary files older than this are not ours
 */
record LeakPlaces(
    Supplier<String> log,
    TestDatabase database,
    Path data,
    Instant begun,
    List<URI> management,
    Partner partner,
    Receiver receiver) {
  private static final long LARGEST = 20_000_000;

  /** What is found in all places together. */
  List<String> search(LeakSearch secrets) {
    List<String> found = new ArrayList<>();
    found.addAll(secrets.in("log", log.get()));
    found.addAll(secrets.in("dump", dump()));
    found.addAll(files("data folder", data, secrets));
    found.addAll(files("temp folder", Path.of(System.getProperty("java.io.tmpdir")), secrets));
    found.addAll(secrets.in("metrics", metrics()));
    found.addAll(secrets.in("events", events()));
    found.addAll(
        secrets.in(
            "webhooks",
            receiver.arrived().stream().map(Receiver.Got::body).collect(Collectors.joining("\n"))));
    return found;
  }

  /** Every row of every table as text, bytes in hexadecimal. */
  String dump() {
    var text = new StringBuilder();
    try (Connection connection = database.connect(EmbeddedPostgres.SUPERUSER);
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      var names =
          statement.executeQuery(
              "select tablename from pg_tables where schemaname = '" + Migrations.SCHEMA + "'");
      while (names.next()) {
        tables.add(names.getString(1));
      }
      for (String table : tables) {
        var rows =
            statement.executeQuery(
                "select t::text from " + Migrations.SCHEMA + ".\"" + table + "\" t");
        while (rows.next()) {
          text.append(table).append(' ').append(rows.getString(1)).append('\n');
        }
      }
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
    return text.toString();
  }

  private String metrics() {
    return management.stream()
        .map(process -> Partner.at(process).get("/metrics").is(200).text())
        .collect(Collectors.joining("\n"));
  }

  String events() {
    return partner.get("/v1/events?limit=250").is(200).text();
  }

  private List<String> files(String place, Path folder, LeakSearch secrets) {
    List<String> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
              boolean ours =
                  is.isRegularFile()
                      && is.size() <= LARGEST
                      && !is.lastModifiedTime().toInstant().isBefore(begun)
                      && !file.getFileName().toString().equals("practice.json")
                      && Files.isReadable(file);
              if (ours) {
                found.addAll(secrets.in(place, Files.readAllBytes(file)));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              // Another program's, or gone in between.
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return found;
  }
}
