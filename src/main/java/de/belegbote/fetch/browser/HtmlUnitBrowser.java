// The cheap engine: HtmlUnit, with scripts where it can.
package de.belegbote.fetch.browser;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.platform.Secret;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.htmlunit.HttpMethod;
import org.htmlunit.TopLevelWindow;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.attachment.AttachmentHandler;
import org.htmlunit.html.FrameWindow;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.http.Cookie;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link PortalBrowser} on HtmlUnit. It has no layout engine and no shadow roots, so "visible" is
 * judged by attributes and styles; a portal that needs geometry says {@code engine: chromium}. All
 * work happens on a thread of its own, which is given up when it does not come back in time.
 */
public final class HtmlUnitBrowser implements PortalBrowser {
  private static final Logger LOG = LoggerFactory.getLogger(HtmlUnitBrowser.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final BrowserThread thread;
  private final GuardedClient client;
  private WebResponse attachment;

  public HtmlUnitBrowser(BrowserSettings settings) {
    this.thread = new BrowserThread("htmlunit", settings.deadline(), settings.limits().call());
    this.client = thread.call(() -> new GuardedClient(settings));
    client.setAttachmentHandler(new Attachments());
  }

  /** What the server calls an attachment is a file, whatever its type is. */
  private final class Attachments implements AttachmentHandler {
    @Override
    public boolean handleAttachment(WebResponse response, String fileName) {
      attachment = response;
      return true;
    }

    @Override
    public void handleAttachment(org.htmlunit.Page page, String fileName) {
      attachment = page.getWebResponse();
    }
  }

  /** Runs a step on the browser's thread; a fault of a navigation it began is thrown here. */
  @CanIgnoreReturnValue
  <T> T call(Callable<T> work) {
    return thread.call(
        () -> {
          T result;
          try {
            result = work.call();
          } catch (BrowserFault fault) {
            throw fault.unwrapped();
          } catch (IOException broken) {
            throw new BrowserException(Kind.UNREACHABLE, "The portal did not answer", broken);
          } catch (RuntimeException wrapped) {
            throw wrapped.getCause() instanceof BrowserFault fault ? fault.unwrapped() : wrapped;
          }
          BrowserFault fault = client.takeFault();
          if (fault != null) {
            throw fault.unwrapped();
          }
          return result;
        });
  }

  @Override
  public void open(String url) {
    URL address = https(url);
    var unused =
        call(
            () -> {
              attachment = null;
              return client.getPage(newest(), new WebRequest(address));
            });
  }

  private TopLevelWindow newest() {
    List<TopLevelWindow> tabs = client.getTopLevelWindows();
    return tabs.get(tabs.size() - 1);
  }

  private static URL https(String url) {
    try {
      URL address = URI.create(url).toURL();
      if (address.getProtocol().equals("https")) {
        return address;
      }
    } catch (MalformedURLException | IllegalArgumentException broken) {
      throw new BrowserException(Kind.REFUSED, "An address is malformed", broken);
    }
    throw new BrowserException(Kind.REFUSED, "Only https addresses are allowed", null);
  }

  @Override
  public List<Page> pages() {
    return call(
        () -> {
          var tabs = new ArrayList<>(client.getTopLevelWindows());
          Collections.reverse(tabs);
          var pages = new ArrayList<Page>();
          for (TopLevelWindow tab : tabs) {
            collect(tab.getEnclosedPage(), pages);
          }
          return List.copyOf(pages);
        });
  }

  private void collect(org.htmlunit.Page page, List<Page> pages) {
    if (page instanceof HtmlPage html) {
      pages.add(new HtmlUnitPage(this, html));
      for (FrameWindow frame : html.getFrames()) {
        collect(frame.getEnclosedPage(), pages);
      }
    }
  }

  @Override
  public boolean busy() {
    return client.connection().busy();
  }

  @Override
  public void idle(Duration time) {
    thread.idle(time);
  }

  @Override
  public Answer request(Request request) {
    URL address = https(request.url());
    return call(
        () -> {
          var out = new WebRequest(address, HttpMethod.valueOf(request.method()));
          request
              .headers()
              .forEach(
                  (name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (lower.equals("cookie") || lower.equals("host")) {
                      throw new IllegalArgumentException("header " + name + " may not be set");
                    }
                    out.setAdditionalHeader(name, value);
                  });
          if (request.contentType() != null) {
            out.setEncodingType(null);
            out.setCharset(StandardCharsets.UTF_8);
            out.setAdditionalHeader("Content-Type", request.contentType());
            out.setRequestBody(request.body().toString(StandardCharsets.UTF_8));
          }
          return answer(client.loadWebResponse(out));
        });
  }

  private static Answer answer(WebResponse response) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    response
        .getResponseHeaders()
        .forEach(h -> headers.put(h.getName().toLowerCase(Locale.ROOT), h.getValue()));
    byte[] bytes;
    try (InputStream in = response.getContentAsStream()) {
      bytes = in == null ? new byte[0] : in.readAllBytes();
    }
    return new Answer(
        response.getWebRequest().getUrl().toExternalForm(),
        response.getStatusCode(),
        headers,
        Buffer.buffer(bytes));
  }

  @Override
  public void setCookie(String host, String name, String value) {
    call(
        () -> {
          client.getCookieManager().addCookie(new Cookie(host, name, value, "/", null, true));
          return null;
        });
  }

  @Override
  public Optional<String> cookie(String url, String name) {
    URL address = https(url);
    return call(
        () ->
            client.getCookies(address).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst());
  }

  /** A file took a tab: it is taken out again, as a browser that saves it would leave the page. */
  @Override
  public Optional<Answer> download() {
    return call(
        () -> {
          WebResponse file = attachment;
          attachment = null;
          TopLevelWindow tab = newest();
          org.htmlunit.Page shown = tab.getEnclosedPage();
          if (file == null && shown != null && !(shown instanceof HtmlPage)) {
            file = shown.getWebResponse();
            if (client.getTopLevelWindows().size() > 1) {
              tab.close();
            } else {
              tab.getHistory().back();
            }
          }
          return file == null ? Optional.<Answer>empty() : Optional.of(answer(file));
        });
  }

  void typed(HtmlUnitElement field, Secret text, Runnable guard) {
    for (int i = 0; i < text.reveal().length(); i++) {
      guard.run();
      char key = text.reveal().charAt(i);
      call(
          () -> {
            field.key(key);
            return null;
          });
    }
  }

  @Override
  public void close() {
    // HtmlUnit's own closing can hang on a script that does not end, so it is given five seconds.
    if (!thread.stop(client::close, CLOSING)) {
      LOG.warn("a browser did not close within {} s and is left behind", CLOSING.toSeconds());
    }
  }
}
