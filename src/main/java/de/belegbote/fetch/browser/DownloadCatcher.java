// Catches files that a click brings, before HtmlUnit makes pages of them.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.PortalBrowser.Answer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.htmlunit.Page;
import org.htmlunit.TopLevelWindow;
import org.htmlunit.WebResponse;
import org.htmlunit.WebWindowEvent;
import org.htmlunit.WebWindowListener;
import org.htmlunit.attachment.AttachmentHandler;
import org.htmlunit.util.NameValuePair;

/** The newest file: an attachment, anything a page cannot show, or a tab that is no HTML page. */
final class DownloadCatcher implements AttachmentHandler, WebWindowListener {
  private transient volatile Answer caught;

  Optional<Answer> caught() {
    return Optional.ofNullable(caught);
  }

  void forget() {
    caught = null;
  }

  @Override
  public boolean isAttachment(WebResponse response) {
    return AttachmentHandler.super.isAttachment(response)
        || (response.isSuccess() && !shownAsPage(response.getContentType()));
  }

  @Override
  public boolean handleAttachment(WebResponse response, String name) {
    caught = answer(response);
    return true;
  }

  @Override
  public void handleAttachment(Page page, String name) {
    caught = answer(page.getWebResponse());
  }

  @Override
  public void webWindowContentChanged(WebWindowEvent event) {
    Page page = event.getNewPage();
    if (event.getWebWindow() instanceof TopLevelWindow && page != null && !page.isHtmlPage()) {
      caught = answer(page.getWebResponse());
    }
  }

  @Override
  public void webWindowOpened(WebWindowEvent event) {
    // A tab that is empty brings no file.
  }

  @Override
  public void webWindowClosed(WebWindowEvent event) {
    // What a closed tab brought stays caught.
  }

  /** The answer as the port gives it; Set-Cookie stays inside the browser. */
  static Answer answer(WebResponse response) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (NameValuePair header : response.getResponseHeaders()) {
      headers.merge(
          header.getName().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b);
    }
    headers.remove("set-cookie");
    try (InputStream in = response.getContentAsStream()) {
      byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
      return new Answer(
          response.getWebRequest().getUrl().toExternalForm(),
          response.getStatusCode(),
          Map.copyOf(headers),
          Buffer.buffer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean shownAsPage(String type) {
    String plain = type.toLowerCase(Locale.ROOT);
    return plain.isEmpty()
        || plain.startsWith("text/")
        || plain.endsWith("xml")
        || plain.endsWith("json")
        || plain.endsWith("javascript");
  }
}
