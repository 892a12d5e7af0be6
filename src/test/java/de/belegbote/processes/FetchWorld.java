// What stays while processes die: database, files, portal, webhook receiver and the time.
package de.belegbote.processes;

import com.google.errorprone.annotations.FormatMethod;
import de.belegbote.FetchProcess;
import de.belegbote.TestHouse;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.Migrations;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One test's world. Processes work in it one after the other, or several at once. */
final class FetchWorld implements AutoCloseable {
  /** A short time step for the seed: a second sign-in has to wait for the next. */
  static final Duration STEP = Duration.ofSeconds(15);

  private static final Duration AFTER_A_LEASE = Duration.ofSeconds(61);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long PATIENCE_SECONDS = 60;
  private static final String RECIPE = "practice.yaml";

  // Warmed up while something else runs; what one test leaves is the next one's first.
  private static Child spare = new Child();

  final TestDatabase database = TestDatabase.create();
  final Vertx vertx = Vertx.vertx();
  final Database db = new Database(vertx, database.settings());
  final LaterClock clock = new LaterClock();
  final TimeSource time = new TimeSource(clock, TimeSource.system().pause());
  final Path data;
  final PortalGate gate;
  final Inbox inbox = new Inbox(vertx);
  final Customers customers;

  private final List<Child> children = new ArrayList<>();
  private final Duration step;

  /**
   * An empty world.
   *
   * @param step how long a time step of Anna's seed lasts; one has just begun
   */
  FetchWorld(Path data, Duration step) {
    this.data = data;
    this.step = step;
    clock.beyond(Duration.ZERO, step);
    byte[] bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    var seed =
        OtpAuth.ofSeed(bytes, "Practice", Customers.ANNA)
            .with(null, null, Math.toIntExact(step.toSeconds()));
    try {
      Files.createDirectory(data.resolve("tenants"));
      Files.writeString(data.resolve("tenants/a.yaml"), TestHouse.tenant(TestHouse.A, ""));
      Files.createDirectory(data.resolve("recipes"));
      Files.writeString(data.resolve("recipes").resolve(RECIPE), recipe());
      Files.writeString(data.resolve("practice.json"), practiceAccounts(seed).encode());
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
    customers = new Customers(db, vertx, data, time, seed);
    gate = new PortalGate(vertx, data, time);
  }

  // As it is published, but hasty, and with a setting that tells accounts of one login apart.
  private static String recipe() throws IOException {
    try (var in = FetchWorld.class.getResourceAsStream("/recipes/" + RECIPE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace(
          "\nsign_in:\n",
          "\nrequests: {pause: 20ms}\nsettings: {shelf: {optional: true}}\nsign_in:\n");
    }
  }

  private JsonObject practiceAccounts(OtpAuth seed) {
    var anna =
        new JsonObject()
            .put("created", clock.instant().toString())
            .put("authenticator", seed.toSecret().reveal())
            .put("active", true)
            .put("lastStep", -1L)
            .put("wrongCodes", 0)
            .put("lockedUntil", Instant.EPOCH.toString());
    return new JsonObject().put(Customers.ANNA, anna);
  }

  /** A process on the clock of now; it works when this returns. A further JVM is warmed up. */
  Child process(boolean webhooks) {
    Child child = spare;
    spare = new Child();
    children.add(child);
    child.begin(
        FetchProcess.order(database.settings(), data, gate.port(), clock.ahead(), webhooks));
    await("the process is ready", child::isReady);
    return child;
  }

  /** Turns the clock beyond the leases of a process that is gone. */
  void laterThanItsLease() {
    clock.beyond(AFTER_A_LEASE, step);
  }

  /** Turns the clock to 20 seconds before the time step of now ends; or not, if it is later. */
  void nearTheEndOfTheStep() {
    clock.towards(step, Duration.ofSeconds(20));
  }

  /** Looks until it is so; fails after a minute with what the processes wrote. */
  void await(String what, BooleanSupplier so) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within a minute: " + what + "\n" + tails());
      }
      time.pause().accept(PAUSE);
    }
  }

  /** What all processes wrote last. */
  String tails() {
    return String.join("\n", children.stream().map(Child::tail).toList());
  }

  /** A connection that sees and may do everything. */
  Connection superuser() throws SQLException {
    var connection = database.connect(EmbeddedPostgres.SUPERUSER);
    connection.setSchema(Migrations.SCHEMA);
    return connection;
  }

  /** The first column of a query, as text. */
  @FormatMethod
  List<String> texts(String query, Object... values) {
    try (var connection = superuser();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.formatted(values))) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  @Override
  public void close() {
    children.forEach(Child::kill);
    Wait.until(db.close());
    Wait.until(vertx.close());
    database.close();
  }
}
