// Catches files that a click brings in Chromium, and ends those that grow too large.
package de.belegbote.fetch.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Chromium writes a file into the run's own folder, under a name of its own; as soon as it is whole
 * it is read into memory and deleted. How far a download is, the driver's library does not tell: so
 * this listens to the DevTools protocol's events of the domain Browser itself.
 */
final class ChromiumDownloads {
  private final CDPSession session;
  private final ChromiumTraffic traffic;
  private final Path folder;
  private final int most;
  private String name;
  private String url = "";
  private String suggested = "";
  private String state = "";
  private double received;
  private Answer caught;

  ChromiumDownloads(CDPSession session, ChromiumTraffic traffic, Path folder, int most) {
    this.session = session;
    this.traffic = traffic;
    this.folder = folder;
    this.most = most;
    session.on("Browser.downloadWillBegin", this::begins);
    session.on("Browser.downloadProgress", this::goesOn);
    JsonObject wish = new JsonObject();
    wish.addProperty("behavior", "allowAndName");
    wish.addProperty("downloadPath", folder.toString());
    wish.addProperty("eventsEnabled", true);
    JsonObject done = session.send("Browser.setDownloadBehavior", wish);
    if (done == null) {
      throw new BrowserException(Kind.CRASHED, "Chromium takes no downloads", null);
    }
  }

  private void begins(JsonObject event) {
    name = event.get("guid").getAsString();
    url = event.get("url").getAsString();
    suggested = event.get("suggestedFilename").getAsString();
    state = "inProgress";
    received = 0;
    caught = null;
  }

  private void goesOn(JsonObject event) {
    if (event.get("guid").getAsString().equals(name)) {
      state = event.get("state").getAsString();
      received = event.get("receivedBytes").getAsDouble();
    }
  }

  /** Whether one is on its way. */
  boolean busy() {
    return state.equals("inProgress");
  }

  /**
   * The newest file, once it is whole.
   *
   * @throws BrowserException TOO_MUCH when it is or becomes too large, UNREACHABLE when it broke
   */
  Optional<Answer> caught() {
    if (caught != null) {
      return Optional.of(caught);
    }
    if (name == null) {
      return shown();
    }
    if (received > most) {
      return tooLarge();
    }
    if (state.equals("canceled")) {
      forget();
      throw new BrowserException(Kind.UNREACHABLE, "The connection broke in a file", null);
    }
    if (state.equals("completed")) {
      caught = read();
    }
    return Optional.ofNullable(caught);
  }

  private Optional<Answer> tooLarge() {
    JsonObject which = new JsonObject();
    which.addProperty("guid", name);
    try {
      session.send("Browser.cancelDownload", which);
    } catch (PlaywrightException over) {
      // It came to its end before; it is not taken all the same.
      state = "completed";
    }
    forget();
    throw tooMuch();
  }

  private BrowserException tooMuch() {
    return new BrowserException(Kind.TOO_MUCH, "An answer is larger than " + most + " bytes", null);
  }

  private Answer read() {
    Path file = folder.resolve(name);
    try {
      if (Files.size(file) > most) {
        throw tooMuch();
      }
      return answer(traffic.answer(url), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("a downloaded file cannot be read", e);
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("a downloaded file cannot be deleted", e);
    }
  }

  private Answer answer(Optional<Response> response, byte[] bytes) {
    Map<String, String> headers =
        new LinkedHashMap<>(response.map(Response::headers).orElseGet(Map::of));
    headers.remove("set-cookie");
    if (response.isEmpty() && !suggested.isEmpty()) {
      headers.put("content-disposition", "attachment; filename=\"" + suggested + "\"");
    }
    return new Answer(
        url, response.map(Response::status).orElse(200), Map.copyOf(headers), Buffer.buffer(bytes));
  }

  // A document of a tab that is no HTML page, such as an invoice as XML.
  private Optional<Answer> shown() {
    Response response = traffic.file().orElse(null);
    if (response == null || traffic.busy()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = response.body();
      if (bytes.length > most) {
        throw tooMuch();
      }
      url = response.url();
      caught = answer(Optional.of(response), bytes);
      return Optional.of(caught);
    } catch (PlaywrightException gone) {
      // Its tab shows something else by now, so it is no file that a click brought.
      traffic.forgetFile();
      return Optional.empty();
    }
  }

  /** What was downloaded before is not the fruit of what is done now. */
  void forget() {
    name = null;
    caught = null;
    state = "";
    received = 0;
    traffic.forgetFile();
  }
}
