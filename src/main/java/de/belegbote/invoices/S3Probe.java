// Tries a bucket with a document of our own, for an operator's check.
package de.belegbote.invoices;

import de.belegbote.platform.ClockReading;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Finding;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.DocumentSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Writes a small document below a tenant that cannot exist, looks at it, reads it back, lists it
 * and deletes it. Stops where it cannot go on, after deleting what it wrote.
 */
public final class S3Probe {
  private static final String PART = "documents";
  private static final TenantId NOBODY = new TenantId(new UUID(0, 0));
  private static final Duration DEADLINE = Duration.ofSeconds(6);

  private final DocumentSettings.S3 settings;
  private final S3DocumentStore store;
  private final TimeSource time;
  private final List<Finding> findings = new ArrayList<>();
  private Optional<ClockReading> clock = Optional.empty();

  /** Nothing is asked yet. */
  public S3Probe(Vertx vertx, DocumentSettings.S3 settings, TimeSource time) {
    this.settings = settings;
    this.store = new S3DocumentStore(vertx, settings, DEADLINE, 1_000);
    this.time = time;
  }

  /** What was found; never fails. */
  public Future<List<Finding>> findings() {
    var document = Buffer.buffer("%PDF-1.4 probe of Belegbote, may be deleted\n%%EOF\n");
    return step("s3:PutObject", () -> store.put(NOBODY, Ids.next(), document))
        .compose(this::tried)
        .transform(end -> store.close())
        .transform(end -> Future.succeededFuture(List.copyOf(findings)));
  }

  /** The server's clock, once {@link #findings} came that far. */
  public Optional<ClockReading> clock() {
    return clock;
  }

  private Future<Void> tried(DocumentStore.Stored probe) {
    Instant asked = time.now();
    return step("s3:GetObject", () -> store.head(NOBODY, probe.key()))
        .map(head -> looked(head, asked))
        .compose(
            seen -> step("s3:GetObject", () -> store.open(NOBODY, probe.key(), probe.sha256())))
        .map(S3Probe::closed)
        .compose(read -> step("s3:ListBucket", () -> listed(probe)))
        .transform(end -> step("s3:DeleteObject", () -> store.delete(NOBODY, probe.key())).map(end))
        .onSuccess(this::whole)
        .mapEmpty();
  }

  private static Void closed(FileChannel probe) {
    try {
      probe.close();
      return null;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void whole(io.vertx.core.AsyncResult<?> all) {
    if (all.succeeded()) {
      findings.add(
          Finding.ok(
              PART,
              "bucket %s: a probe was written, read back, listed and deleted"
                  .formatted(settings.bucket())));
    }
  }

  private Future<List<String>> listed(DocumentStore.Stored probe) {
    return store
        .writtenBefore(NOBODY, time.now().plus(Duration.ofDays(1)), null)
        .map(
            keys -> {
              if (!keys.contains(probe.key())) {
                throw new IllegalStateException("the list lacks what was just written");
              }
              return keys;
            });
  }

  private Void looked(HeadObjectResponse head, Instant asked) {
    var date = head.sdkHttpResponse().firstMatchingHeader("Date");
    clock = ClockReading.ofDate("S3", date, asked, time.now());
    String told = head.serverSideEncryptionAsString();
    if (told == null && settings.encryption() == DocumentSettings.Encryption.BUCKET) {
      findings.add(
          Finding.note(
              PART,
              "the server does not say whether it encrypts (s3.encryption is bucket): make sure of it"
                  + " there"));
    } else if (told == null || !told.startsWith(wanted())) {
      findings.add(
          Finding.fault(
              PART,
              "encryption %s was asked for, and the server says %s: see the bucket's settings, and"
                      .formatted(settings.encryption(), told)
                  + " s3.encryption"));
    }
    return null;
  }

  private String wanted() {
    return switch (settings.encryption()) {
      case AES256 -> "AES256";
      case KMS -> "aws:kms";
      case BUCKET -> "";
    };
  }

  private <T> Future<T> step(String right, Supplier<Future<T>> work) {
    return work.get()
        .onFailure(
            failed ->
                findings.add(
                    Finding.fault(
                        PART,
                        "bucket %s, %s: %s. The access key needs that right on bucket and prefix; see"
                                .formatted(settings.bucket(), right, reason(failed))
                            + " also s3.endpoint, s3.region and s3.path-style")));
  }

  private static String reason(Throwable failed) {
    Throwable told =
        failed instanceof Failure && failed.getCause() != null ? failed.getCause() : failed;
    return String.valueOf(told.getMessage()).replaceAll("\\s+", " ");
  }
}
