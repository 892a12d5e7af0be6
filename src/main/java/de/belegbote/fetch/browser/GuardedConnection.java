// How HtmlUnit fetches: https only, through the proxy, with a cap on every answer.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.BrowserException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpUriRequest;
import org.htmlunit.DownloadedContent;
import org.htmlunit.HttpWebConnection;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.WebResponseData;
import org.htmlunit.util.NameValuePair;

/** Every fault leaves as a {@link BrowserFault} that names the host and never the whole address. */
final class GuardedConnection extends HttpWebConnection {
  private static final Pattern REFUSAL =
      Pattern.compile("([\\w-]+); error=(\\w+); details=\"(.*)\"");

  private final String proxyUser;
  private final int answerBytes;
  private final AtomicInteger underWay = new AtomicInteger();

  GuardedConnection(WebClient client, BrowserSettings settings) {
    super(client);
    this.proxyUser = settings.proxyUser();
    this.answerBytes = settings.limits().answerBytes();
  }

  /** Whether an answer is being waited for or read. */
  boolean busy() {
    return underWay.get() > 0;
  }

  @Override
  public WebResponse getResponse(WebRequest request) throws IOException {
    URL url = request.getUrl();
    if (!"https".equals(url.getProtocol()) || url.getUserInfo() != null) {
      throw new BrowserFault(
          Kind.REFUSED,
          "Only plain https addresses are allowed; this leads to " + url.getHost(),
          null);
    }
    underWay.incrementAndGet();
    try {
      return super.getResponse(request);
    } catch (BrowserFault known) {
      throw known;
    } catch (SSLException e) {
      throw new BrowserFault(
          Kind.UNREACHABLE, "The TLS connection to " + url.getHost() + " cannot be trusted", e);
    } catch (IOException e) {
      throw new BrowserFault(Kind.UNREACHABLE, url.getHost() + " did not answer", e);
    } finally {
      underWay.decrementAndGet();
    }
  }

  @Override
  protected WebResponse downloadResponse(
      HttpUriRequest method, WebRequest request, HttpResponse answer, long start)
      throws IOException {
    Header refusal = answer.getFirstHeader(EgressProxy.STATUS_HEADER);
    if (refusal != null) {
      throwIfOurs(refusal.getValue());
    }
    try {
      return unpacked(super.downloadResponse(method, request, answer, start));
    } catch (IOException broken) {
      // Closing the stream instead would read all the rest of it.
      method.abort();
      throw broken;
    }
  }

  /** A proxy's refusal looks to HtmlUnit like an answer of the portal. */
  private void throwIfOurs(String refusal) throws BrowserFault {
    Matcher parts = REFUSAL.matcher(refusal);
    if (parts.matches() && parts.group(1).equals(proxyUser)) {
      throw new BrowserFault(EgressProxy.Refusal.kind(parts.group(2)), parts.group(3), null);
    }
  }

  @Override
  protected DownloadedContent downloadResponseBody(HttpResponse answer) throws IOException {
    HttpEntity entity = answer.getEntity();
    InputStream in = entity == null ? null : entity.getContent();
    if (in == null) {
      return downloadContent(null, 0, null);
    }
    byte[] bytes = capped(in);
    in.close();
    return downloadContent(new ByteArrayInputStream(bytes), 0, null);
  }

  /** Takes compression off here, so that a small answer cannot become a huge one later. */
  private WebResponse unpacked(WebResponse packed) throws IOException {
    if (packed.getResponseHeaderValue("Content-Encoding") == null
        || packed.getContentLength() == 0) {
      return packed;
    }
    byte[] plain;
    try (InputStream in = packed.getContentAsStream()) {
      plain = capped(in);
    }
    List<NameValuePair> headers =
        packed.getResponseHeaders().stream()
            .filter(header -> !header.getName().equalsIgnoreCase("Content-Encoding"))
            .filter(header -> !header.getName().equalsIgnoreCase("Content-Length"))
            .toList();
    return new WebResponse(
        new WebResponseData(plain, packed.getStatusCode(), packed.getStatusMessage(), headers),
        packed.getWebRequest(),
        packed.getLoadTime());
  }

  private byte[] capped(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(answerBytes);
    if (bytes.length == answerBytes && in.read() >= 0) {
      throw new BrowserFault(
          Kind.TOO_MUCH, "An answer is larger than " + answerBytes + " bytes", null);
    }
    return bytes;
  }
}
