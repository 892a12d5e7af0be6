// Reads markup without scripts and without the network.
package de.belegbote.fetch.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.htmlunit.StringWebResponse;
import org.htmlunit.WebClient;
import org.htmlunit.cssparser.parser.CSSException;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;

/**
 * Parses answers that are markup, with the selectors the engines know, whatever engine the run has.
 * One thread; the pages are gone when it is closed.
 */
public final class StillPages implements AutoCloseable {
  private final WebClient client = new WebClient();

  public StillPages() {
    client.getOptions().setJavaScriptEnabled(false);
    client.getOptions().setCssEnabled(false);
    // Frames of the markup would be loaded; whatever it asks for, it gets nothing.
    client.setWebConnection(
        new org.htmlunit.WebConnection() {
          @Override
          public org.htmlunit.WebResponse getResponse(org.htmlunit.WebRequest request) {
            return new StringWebResponse("", request.getUrl());
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        });
  }

  /** The document that a text is; a fragment is put into one. */
  public Node parse(String html) {
    try {
      HtmlPage page = client.loadHtmlCodeIntoCurrentWindow(html);
      return new Node(page);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** A document, or an element of one. */
  public static final class Node {
    private final DomNode node;

    private Node(DomNode node) {
      this.node = node;
    }

    /**
     * Matches of a selector in document order.
     *
     * @throws BrowserException REFUSED when it cannot be read
     */
    public List<Node> find(String css) {
      try {
        return node.querySelectorAll(css).stream().map(Node::new).toList();
      } catch (CSSException e) {
        throw new BrowserException(
            BrowserException.Kind.REFUSED, "This engine cannot read the selector " + css, e);
      }
    }

    /** Its text, with spaces as a person would see them. */
    public String text() {
      return node.asNormalizedText();
    }

    /** An attribute; empty for a document. */
    public Optional<String> attribute(String name) {
      return node instanceof DomElement element && element.hasAttribute(name)
          ? Optional.of(element.getAttribute(name))
          : Optional.empty();
    }

    /** The markup; tells nodes apart. */
    public String source() {
      return node.asXml();
    }
  }
}
