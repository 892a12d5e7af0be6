// The contract of a document store at a real S3 server, and what S3 alone has.
package de.belegbote.invoices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.config.DocumentSettings;
import de.belegbote.testing.S3Server;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class S3DocumentStoreIT extends DocumentStoreContract {
  private static final int SMALL_PAGE = 10;

  private final Vertx vertx = Vertx.vertx();
  private final List<S3DocumentStore> open = new ArrayList<>();
  private S3DocumentStore store;

  @BeforeEach
  void open() {
    store = through(S3Server.port(), DocumentSettings.Encryption.AES256);
  }

  @AfterEach
  void close() {
    open.forEach(each -> Wait.until(each.close()));
    Wait.until(vertx.close());
  }

  private S3DocumentStore through(int port, DocumentSettings.Encryption encryption) {
    return through(port, encryption, Duration.ofSeconds(60));
  }

  private S3DocumentStore through(
      int port, DocumentSettings.Encryption encryption, Duration deadline) {
    var made =
        new S3DocumentStore(vertx, S3Server.settings(port, encryption), deadline, SMALL_PAGE);
    open.add(made);
    return made;
  }

  @Override
  DocumentStore store() {
    return store;
  }

  @Override
  void damage(String key) throws Exception {
    var put = HttpRequest.BodyPublishers.ofString("%PDF-1.7 an invoicE");
    assertEquals(200, send(HttpRequest.newBuilder(uri(key)).PUT(put)).statusCode());
  }

  private URI uri(String key) {
    return URI.create(
        "http://127.0.0.1:%d/%s/belege/%s/%s"
            .formatted(S3Server.port(), S3Server.BUCKET, tenant, key));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void sendsPrintTypeAndEncryptionWithTheDocument() throws Exception {
    var stored = Wait.until(store.put(tenant, Ids.next(), PDF));
    var headers =
        send(HttpRequest.newBuilder(uri(stored.key()))
                .header("x-amz-checksum-mode", "ENABLED")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()))
            .headers();
    String print = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(stored.sha256()));
    assertEquals(print, headers.firstValue("x-amz-checksum-sha256").orElse(""));
    assertEquals("AES256", headers.firstValue("x-amz-server-side-encryption").orElse(""));
    assertEquals("application/pdf", headers.firstValue("content-type").orElse(""));
  }

  @Test
  void namesTheKeyOfTheKeyServer() throws Exception {
    var withKey = through(S3Server.port(), DocumentSettings.Encryption.KMS);
    var stored = Wait.until(withKey.put(tenant, Ids.next(), PDF));
    var headers =
        send(HttpRequest.newBuilder(uri(stored.key()))
                .method("HEAD", HttpRequest.BodyPublishers.noBody()))
            .headers();
    assertEquals("aws:kms", headers.firstValue("x-amz-server-side-encryption").orElse(""));
    assertEquals(
        S3Server.KMS_KEY,
        headers.firstValue("x-amz-server-side-encryption-aws-kms-key-id").orElse(""));
  }

  @Test
  void keepsNothingThatWasChangedOnTheWay() {
    int line = line(bytes -> replaced(bytes, "an invoice", "an invoicE"));
    var bad = through(line, DocumentSettings.Encryption.AES256);
    assertEquals(Problem.UNAVAILABLE, Wait.failure(bad.put(tenant, Ids.next(), PDF)).problem());
    assertEquals(List.of(), Wait.until(store.writtenBefore(tenant, future, null)));
  }

  @Test
  void showsNothingOfADocumentThatCameHalf() {
    var seen = new AtomicInteger();
    int line = line(bytes -> seen.addAndGet(bytes.length()) % 1_000_000 > 300_000 ? null : bytes);
    var bad = through(line, DocumentSettings.Encryption.AES256);
    var large = Buffer.buffer("%PDF-").appendBytes(new byte[4_000_000]);
    assertEquals(Problem.UNAVAILABLE, Wait.failure(bad.put(tenant, Ids.next(), large)).problem());
    assertTrue(seen.get() > 300_000);
    assertEquals(List.of(), Wait.until(store.writtenBefore(tenant, future, null)));
  }

  @Test
  void isUnavailableWhenNobodyAnswersInTime() {
    var silent = vertx.createNetServer().connectHandler(socket -> socket.handler(bytes -> {}));
    var waiting =
        through(listening(silent), DocumentSettings.Encryption.AES256, Duration.ofSeconds(3));
    long start = System.nanoTime();
    assertEquals(Problem.UNAVAILABLE, Wait.failure(waiting.put(tenant, Ids.next(), PDF)).problem());
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 15);
  }

  @Test
  void followsNoRedirect() {
    var asked = new CopyOnWriteArrayList<String>();
    var server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(request.path());
                  var unused =
                      request
                          .response()
                          .setStatusCode(307)
                          .putHeader("Location", "/elsewhere")
                          .end();
                });
    int port = Wait.until(server.listen(0, "127.0.0.1")).actualPort();
    var led = through(port, DocumentSettings.Encryption.AES256);
    var key = "f6/01920c60-2b3c-7d4e-8f90-a1b2c3d4e5f6.pdf";
    assertEquals(Problem.UNAVAILABLE, Wait.failure(led.open(tenant, key, "")).problem());
    assertEquals(Problem.UNAVAILABLE, Wait.failure(led.put(tenant, Ids.next(), PDF)).problem());
    assertTrue(asked.size() >= 2, asked::toString);
    assertTrue(asked.stream().allMatch(path -> path.startsWith("/documents/")), asked::toString);
  }

  @Test
  void aBucketThatIsNotThereIsNoMissingDocument() {
    var there = S3Server.settings();
    var settings =
        new DocumentSettings.S3(
            there.endpoint(),
            there.region(),
            "no-such-bucket",
            "",
            true,
            "k",
            there.secretKey(),
            there.encryption(),
            there.kmsKey());
    var lost = new S3DocumentStore(vertx, settings);
    open.add(lost);
    var key = "f6/01920c60-2b3c-7d4e-8f90-a1b2c3d4e5f6.pdf";
    assertEquals(Problem.UNAVAILABLE, Wait.failure(lost.open(tenant, key, "")).problem());
  }

  /** A line to the server that changes what goes up; null cuts it. */
  private int line(java.util.function.UnaryOperator<Buffer> change) {
    var server = vertx.createNetServer();
    server.connectHandler(
        ours -> {
          ours.pause();
          var unused =
              vertx
                  .createNetClient()
                  .connect(S3Server.port(), "127.0.0.1")
                  .onSuccess(
                      theirs -> {
                        ours.handler(
                            bytes -> {
                              Buffer changed = change.apply(bytes);
                              var unusedWrite =
                                  changed == null ? ours.close() : theirs.write(changed);
                            });
                        ours.closeHandler(closed -> theirs.close());
                        theirs.handler(ours::write);
                        ours.resume();
                      });
        });
    return listening(server);
  }

  private static int listening(NetServer server) {
    return Wait.until(server.listen(0, "127.0.0.1")).actualPort();
  }

  private static Buffer replaced(Buffer bytes, String what, String by) {
    String text = bytes.toString("ISO-8859-1");
    return Buffer.buffer(text.replace(what, by), "ISO-8859-1");
  }
}
