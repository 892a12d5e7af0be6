// The demo: starts a server of its own, plays the main job, tells it as a story, leaves nothing.
package de.belegbote;

import de.belegbote.demo.Bookkeeping;
import de.belegbote.demo.Journey;
import de.belegbote.demo.Partner;
import de.belegbote.demo.Receiver;
import de.belegbote.demo.Stopped;
import de.belegbote.demo.Story;
import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ConfigReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Works beside a running trial: free ports, and a temporary folder of its own for the database and
 * all data, removed at the end. Needs no network but loopback.
 */
final class Demo implements AutoCloseable {
  private static final int TRIES = 3;

  private final Path folder;
  private House house;

  private Demo() throws IOException {
    folder = Files.createTempDirectory("belegbote-demo");
  }

  /**
   * Plays it once.
   *
   * @return the exit code: 0, or 1 with the reason printed
   */
  static int play(PrintStream out) {
    var story = new Story(out, TimeSource.system());
    try {
      // Beside the folder: after a failure the log is what is left.
      Path log = Files.createTempFile("belegbote-demo", ".log");
      System.setProperty("logback.configurationFile", "logback-demo.xml");
      System.setProperty("belegbote.demo.log", log.toString());
      System.setProperty("java.awt.headless", "true");
      int code = play(story, log);
      if (code == 0) {
        Files.delete(log);
      }
      return code;
    } catch (IOException unusable) {
      story.print("The demo cannot use the folder for temporary files: " + unusable.getMessage());
      return 1;
    }
  }

  private static int play(Story story, Path log) throws IOException {
    String reason;
    try (var demo = new Demo();
        var receiver = Receiver.start()) {
      var hook = new Thread(demo::close, "demo-end");
      Runtime.getRuntime().addShutdownHook(hook);
      story.print("Belegbote plays its main job at the practice portal, on this machine only.");
      story.print("The server's log: " + log);
      story.print("It starts with a fresh database; the first lines take some seconds.");
      story.print("");
      demo.run(receiver, story);
      return 0;
    } catch (Stopped | Failure known) {
      reason = known.getMessage();
    } catch (RuntimeException defect) {
      reason = "Something is broken: " + defect;
    }
    story.print("");
    story.print("The demo stopped at \"%s\": %s".formatted(story.step(), reason));
    story.print("What the server logged: " + log);
    return 1;
  }

  private void run(Receiver receiver, Story story) throws IOException {
    startHouse();
    story.tell("The server is up: database, API, barcode reader, fetcher, practice portal.");
    var places =
        new Journey.Places(
            loopback(house.ports().http()),
            loopback(house.ports().management()),
            loopback(house.ports().practice()));
    String token = Partner.at(places.management()).get("/dev/token").is(200).text();
    var partner = Partner.at(places.api()).withToken(token);
    var journey = new Journey(places, partner, receiver, story, "demo");
    journey.createCompany();
    journey.orderWebhooks();
    journey.linkPortal();
    journey.sendLink();
    journey.openLink();
    journey.sendPhoto(journey.photograph());
    journey.activate();
    journey.confirm();
    var fetch = journey.awaitFetch();
    var bookkeeping = new Bookkeeping(partner, receiver, story);
    var invoices = bookkeeping.invoices(journey.account());
    bookkeeping.documents(invoices);
    bookkeeping.webhooks(fetch.getString("id"), invoices);
    story.print("");
    bookkeeping.table(invoices);
    story.print("");
    close();
    story.tell("The demo is over; its server and its data are gone.");
  }

  // The address of the links in messages must be known before the server listens.
  private void startHouse() throws IOException {
    Failure last = null;
    for (int i = 0; i < TRIES; i++) {
      var config =
          ConfigReader.read(
              List.of(
                  "--dev",
                  "--data=" + folder.resolve("data"),
                  "--port=" + freePort(),
                  "--management-port=0",
                  "--practice-port=0"),
              Map.of());
      try {
        house = House.start(config, TimeSource.system());
        return;
      } catch (Failure taken) {
        last = taken;
      }
    }
    throw last;
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static URI loopback(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Stops the server and removes the folder; also when the person ends the demo in between. */
  @Override
  public synchronized void close() {
    if (house != null) {
      house.stop();
      house = null;
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException stays) {
      throw new UncheckedIOException("The folder " + folder + " stays", stays);
    }
  }
}
