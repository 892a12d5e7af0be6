// What the partner does with the results: webhooks, list, documents.
package de.belegbote.demo;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes in what a fetch brought, and holds it against what was announced. */
public final class Bookkeeping {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final byte[] PDF = "%PDF-".getBytes(StandardCharsets.US_ASCII);

  private final Partner partner;
  private final Receiver receiver;
  private final Story story;

  /** Reads with the partner's credentials what the receiver hears of. */
  public Bookkeeping(Partner partner, Receiver receiver, Story story) {
    this.partner = partner;
    this.receiver = receiver;
    this.story = story;
  }

  /**
   * Reads the list of an account, at least one invoice.
   *
   * @return the invoices, newest first
   */
  public List<JsonObject> invoices(String account) {
    story.begin("invoices listed");
    var invoices = partner.get("/v1/invoices?limit=100&portalAccountId=" + account).is(200).items();
    if (invoices.isEmpty()) {
      throw new Stopped("The list of invoices is empty.");
    }
    story.tell("The list has %d invoices.", invoices.size());
    return invoices;
  }

  /** Downloads every document: a PDF each, of the size and the SHA-256 that the list says. */
  public void documents(List<JsonObject> invoices) {
    story.begin("documents downloaded");
    long bytes = 0;
    for (JsonObject invoice : invoices) {
      var document = invoice.getJsonObject("document");
      byte[] file = partner.get(document.getString("href")).is(200).bytes();
      boolean same =
          file.length == document.getInteger("size")
              && sha256(file).equals(document.getString("sha256"));
      if (!same || !Arrays.equals(Arrays.copyOf(file, PDF.length), PDF)) {
        throw new Stopped(
            "The document of " + invoice.getString("number") + " is not the announced PDF.");
      }
      bytes += file.length;
    }
    story.tell(
        "All their PDFs are downloaded, %d KB; size and SHA-256 are as announced.", bytes / 1024);
  }

  /** Waits until the webhooks told the end of a fetch and each invoice; all must be verified. */
  public void webhooks(String fetch, List<JsonObject> invoices) {
    story.begin("webhooks delivered");
    var wanted =
        invoices.stream()
            .map(i -> i.getString("id"))
            .collect(Collectors.toCollection(HashSet::new));
    wanted.add(fetch);
    Journey.until(
        PATIENCE,
        "not every webhook has arrived",
        () -> Optional.of(receiver.arrived()).filter(got -> subjects(got).containsAll(wanted)));
    var arrived = receiver.arrived();
    long forged = arrived.stream().filter(got -> !got.verified()).count();
    if (forged > 0) {
      throw new Stopped(forged + " webhooks have no right signature.");
    }
    story.tell("%d webhooks have arrived, each with a right signature:", arrived.size());
    var types = arrived.stream().map(Receiver.Got::type).distinct().toList();
    for (String type : types) {
      long count = arrived.stream().filter(got -> got.type().equals(type)).count();
      story.tell("  %d x %s", count, type);
    }
  }

  private static Set<String> subjects(List<Receiver.Got> arrived) {
    var subjects = new HashSet<String>();
    for (Receiver.Got got : arrived) {
      var data = got.json().getJsonObject("data");
      if (got.type().equals("invoice.ready")) {
        subjects.add(data.getString("invoiceId"));
      } else if (got.type().equals("fetch.finished")) {
        subjects.add(data.getString("fetchId"));
      }
    }
    return subjects;
  }

  /** Prints the invoices. */
  public void table(List<JsonObject> invoices) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("number", "date", "kind", "amount", "cur.", "bytes", "SHA-256"));
    for (JsonObject invoice : invoices) {
      var document = invoice.getJsonObject("document");
      rows.add(
          List.of(
              invoice.getString("number"),
              invoice.getString("date"),
              invoice.getString("kind"),
              invoice.getString("amount", "-"),
              invoice.getString("currency", "-"),
              String.valueOf(document.getInteger("size")),
              document.getString("sha256").substring(0, 8)));
    }
    story.table(rows);
  }

  /** In hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
