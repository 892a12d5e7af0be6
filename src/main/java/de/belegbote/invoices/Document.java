// Decides what fetched bytes are, by what is in them.
package de.belegbote.invoices;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;

/**
 * The bytes of a document as they are kept, and their kind. Names and headers of the portal are not
 * asked. A web page is no document, also where it is well-formed XML.
 */
public record Document(Buffer bytes, Type type) {
  /** What is kept; each with its media type and the end of its file name. */
  public enum Type {
    PDF("application/pdf", "pdf"),
    XML("application/xml", "xml");

    private final String mediaType;
    private final String ending;

    Type(String mediaType, String ending) {
      this.mediaType = mediaType;
      this.ending = ending;
    }

    public String mediaType() {
      return mediaType;
    }

    public String ending() {
      return ending;
    }
  }

  /** The largest document that is kept: 25 MB. */
  public static final int MOST_BYTES = 25 * 1024 * 1024;

  private static final Pattern KEY =
      Pattern.compile("[0-9a-f]{2}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.(pdf|xml)");
  private static final String PDF_START = "%PDF-";
  private static final int PDF_STARTS_WITHIN = 1024;

  /**
   * Looks at fetched bytes; blocks for some milliseconds per megabyte.
   *
   * @return the document: a PDF from its {@code %PDF-} on, which stands within the first 1,024
   *     bytes, or XML as it came
   * @throws Failure TOO_LARGE above {@link #MOST_BYTES}, UNSUPPORTED_MEDIA_TYPE for anything else
   */
  public static Document of(Buffer fetched) {
    if (fetched.length() > MOST_BYTES) {
      throw new Failure(
          Problem.TOO_LARGE,
          "The document has %,d bytes; at most %,d are kept."
              .formatted(fetched.length(), MOST_BYTES));
    }
    String head =
        fetched
            .slice(0, Math.min(fetched.length(), PDF_STARTS_WITHIN))
            .toString(StandardCharsets.ISO_8859_1);
    int start = head.indexOf(PDF_START);
    if (start >= 0) {
      return new Document(fetched.slice(start, fetched.length()), Type.PDF);
    }
    boolean xml = rootElement(fetched).filter(name -> !name.equalsIgnoreCase("html")).isPresent();
    if (!xml) {
      throw new Failure(
          Problem.UNSUPPORTED_MEDIA_TYPE, "What the portal served is neither a PDF nor XML.");
    }
    return new Document(fetched, Type.XML);
  }

  // Reads up to the first element only; entities and DTDs are not looked up.
  private static Optional<String> rootElement(Buffer fetched) {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      var reader = factory.createXMLStreamReader(stream(fetched));
      while (reader.hasNext()) {
        reader.next();
        if (reader.isStartElement()) {
          return Optional.of(reader.getLocalName());
        }
      }
      return Optional.empty();
    } catch (XMLStreamException notXml) {
      return Optional.empty();
    }
  }

  /** The key in every store, made of the id only: its last two digits part a folder of many. */
  String key(UUID id) {
    String name = id + "." + type.ending();
    return name.substring(34, 36) + "/" + name;
  }

  /** Whether {@link #key} could have made this. */
  static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  /**
   * The file, back at its first byte, if it holds what was kept; else it is closed.
   *
   * @throws DamagedDocument when its SHA-256 is another
   */
  static FileChannel checked(String key, String sha256, FileChannel file) throws IOException {
    try {
      // The stream is not closed: that would close the file.
      if (!sha256(Channels.newInputStream(file.position(0))).equals(sha256)) {
        throw new DamagedDocument(key);
      }
      return file.position(0);
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  /** SHA-256 of the bytes, 64 hexadecimal digits in lower case. */
  public String sha256() {
    try {
      return sha256(stream(bytes));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads the bytes piece by piece, so that they are in memory once only. */
  static InputStream stream(Buffer bytes) {
    return new BufferStream(bytes);
  }

  private static String sha256(InputStream bytes) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public String toString() {
    return "Document[" + type + ", " + bytes.length() + " bytes]";
  }
}
