// Documents of the console: one, or all of a list as an archive with an index.
package de.belegbote.pages;

import de.belegbote.http.Reply;
import de.belegbote.http.Sending;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Texts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Sends documents to keep, never to be shown in our origin. An archive is made while it is sent, a
 * piece at a time, so that its size costs no memory; the index at its end says what is in it.
 */
final class ConsoleDocuments {
  /** The most documents of one archive; the index says when there were more. */
  static final int MOST = 1_000;

  private static final int AT_ONCE = 4;
  private static final int PIECE = 64 * 1024;
  private static final String A_PAGE = "100";

  private final Texts texts;
  private final ConsoleNames names;
  private final Sending sending;
  private final WorkerExecutor pool;
  private final AtomicInteger running = new AtomicInteger();

  ConsoleDocuments(Vertx vertx, Texts texts, ConsoleNames names) {
    this.texts = texts;
    this.names = names;
    this.sending = new Sending(vertx);
    this.pool = vertx.createSharedWorkerExecutor("archives", AT_ONCE);
  }

  /** The document of the invoice that the address names. */
  Future<Void> document(ConsoleVisit visit) {
    return visit
        .ask(visit.question("getInvoiceDocument").at("invoiceId", visit.query("id")))
        .compose(
            reply -> {
              var unused = PageReply.download(visit.ctx(), reply.headers());
              return sending.send(visit.ctx(), reply.file()).onComplete(sent -> reply.close());
            });
  }

  /** All documents of the list that the address filters. */
  Future<Void> archive(ConsoleVisit visit) {
    if (running.incrementAndGet() > AT_ONCE) {
      running.decrementAndGet();
      return Future.failedFuture(
          Failure.quota("Wait until another archive is done.", Duration.ofMinutes(1), List.of()));
    }
    var making = new Making(visit);
    return making
        .page("")
        .compose(first -> making.begin())
        .onComplete(done -> running.decrementAndGet());
  }

  /** One archive that is being made. */
  private final class Making {
    private final ConsoleVisit visit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8);
    private final Deque<JsonObject> waiting = new ArrayDeque<>();
    private final StringBuilder index = new StringBuilder("\uFEFF");
    private String cursor = "";
    private int count;
    private HttpServerResponse response;

    Making(ConsoleVisit visit) {
      this.visit = visit;
      line(texts.get(visit.locale(), "archiveHeads").split(",", 20));
    }

    private void line(String... cells) {
      for (int i = 0; i < cells.length; i++) {
        index.append(i == 0 ? "" : ",").append(cell(cells[i]));
      }
      index.append("\r\n");
    }

    Future<Void> page(String after) {
      return visit
          .json(ConsoleInvoices.list(visit).with("limit", A_PAGE).with("cursor", after))
          .map(
              page -> {
                waiting.addAll(ConsoleVisit.items(page));
                cursor = page.getString("nextCursor", "");
                return null;
              });
    }

    // From the first byte on, a failure can only cut the answer off: half an archive is no archive.
    Future<Void> begin() {
      response = PageReply.archive(visit.ctx(), "belege.zip");
      return next()
          .onFailure(
              failed -> {
                var unused = response.reset();
              });
    }

    // Ends: at MOST documents, or when the last page is used up.
    private Future<Void> next() {
      if (response.closed()) {
        return Future.failedFuture("the reader is gone");
      }
      if (waiting.isEmpty() && !cursor.isEmpty() && count < MOST) {
        return page(cursor).compose(more -> next());
      }
      if (waiting.isEmpty() || count == MOST) {
        return end();
      }
      var invoice = waiting.poll();
      count++;
      return visit
          .ask(visit.question("getInvoiceDocument").at("invoiceId", invoice.getString("id")))
          .compose(reply -> document(invoice, reply))
          .compose(sent -> next());
    }

    private Future<Void> document(JsonObject invoice, Reply reply) {
      String type = invoice.getJsonObject("document").getString("contentType");
      // Of our ids and a day only: nothing of a portal's stands in a name.
      String name =
          invoice.getString("date")
              + "_"
              + invoice.getString("id")
              + (type.equals("application/pdf") ? ".pdf" : ".xml");
      line(
          name,
          invoice.getString("date"),
          invoice.getString("number"),
          texts.get(visit.locale(), "kind." + invoice.getString("kind")),
          invoice.getString("amount", ""),
          invoice.getString("currency", ""),
          names.portal(invoice.getString("portalId")),
          invoice.getString("companyId"),
          invoice.getJsonObject("document").getString("sha256"));
      return run(() -> zip.putNextEntry(new ZipEntry(name)))
          .compose(open -> pieces(reply.file()))
          .compose(copied -> run(zip::closeEntry))
          .onComplete(done -> reply.close());
    }

    private Future<Void> pieces(FileChannel file) {
      return pool.executeBlocking(() -> piece(file), false)
          .compose(more -> flush().compose(sent -> more ? pieces(file) : done()));
    }

    private boolean piece(FileChannel file) throws IOException {
      var piece = ByteBuffer.allocate(PIECE);
      int read = file.read(piece);
      if (read > 0) {
        zip.write(piece.array(), 0, read);
      }
      return read >= 0;
    }

    private Future<Void> done() {
      return Future.succeededFuture();
    }

    private Future<Void> end() {
      if (!waiting.isEmpty() || !cursor.isEmpty()) {
        line(texts.get(visit.locale(), "archiveMore", MOST));
      }
      return run(() -> {
            zip.putNextEntry(new ZipEntry("index.csv"));
            zip.write(index.toString().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            zip.close();
          })
          .compose(closed -> response.end());
    }

    private Future<Void> run(Work work) {
      return pool.<Void>executeBlocking(
              () -> {
                work.run();
                return null;
              },
              false)
          .compose(ran -> flush());
    }

    private Future<Void> flush() {
      if (bytes.size() == 0) {
        return done();
      }
      var piece = Buffer.buffer(bytes.toByteArray());
      bytes.reset();
      return response.write(piece);
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /**
   * A cell of a CSV file (RFC 4180) that no spreadsheet takes for a formula. A plain number is
   * none, whatever its sign.
   */
  static String cell(String text) {
    boolean number = text.matches("-?[0-9]+(\\.[0-9]+)?");
    boolean formula = !number && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
  }
}
