// Documents as objects in a bucket of Amazon S3 or of any server that speaks its protocol.
package de.belegbote.invoices;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.config.DocumentSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * {@code <prefix><tenant>/<last two digits of the id>/<id>.pdf}. An object of S3 is visible only
 * when it is whole, and never replaced ({@code If-None-Match}). Each document goes up with its
 * SHA-256, which the server checks, and is checked against its row's when it comes down. The work
 * runs on the worker pool {@code documents-s3}; its size bounds how many documents are on their way
 * at once. What goes up is read from where the browser left it, what comes down goes through a
 * nameless file of the temp folder. Redirects are not followed.
 */
public final class S3DocumentStore implements DocumentStore {
  private static final int THREADS = 8;
  private static final int PRECONDITION_FAILED = 412;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final DocumentSettings.S3 settings;
  private final WorkerExecutor pool;
  private final S3Client client;
  private final Duration deadline;
  private final int page;

  /** Connects with the first use, so a bucket that is not there is told then. */
  public S3DocumentStore(Vertx vertx, DocumentSettings.S3 settings) {
    this(vertx, settings, Duration.ofSeconds(60), 1_000);
  }

  S3DocumentStore(Vertx vertx, DocumentSettings.S3 settings, Duration deadline, int page) {
    this.page = page;
    this.settings = settings;
    this.deadline = deadline;
    this.pool = vertx.createSharedWorkerExecutor("documents-s3", THREADS, 90, TimeUnit.SECONDS);
    var ours = AwsBasicCredentials.create(settings.accessKey(), settings.secretKey().reveal());
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(deadline.dividedBy(3)))
            .region(Region.of(settings.region()))
            .credentialsProvider(StaticCredentialsProvider.create(ours))
            .forcePathStyle(settings.pathStyle())
            // Other servers know neither the newer checksums nor bodies in signed chunks.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                s3 -> s3.chunkedEncodingEnabled(false).expectContinueEnabled(false))
            // What lies in the home folder of whoever starts us decides nothing.
            .overrideConfiguration(
                all ->
                    all.apiCallTimeout(deadline)
                        .apiCallAttemptTimeout(deadline.dividedBy(2))
                        .defaultProfileFile(ProfileFile.aggregator().build()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  @Override
  public Future<Stored> put(TenantId tenant, UUID id, Buffer bytes) {
    return onPool(() -> write(tenant, id, Document.of(bytes)));
  }

  @Override
  public Future<FileChannel> open(TenantId tenant, String key, String sha256) {
    return onPool(() -> read(tenant, key, sha256));
  }

  @Override
  public Future<Void> delete(TenantId tenant, String key) {
    return onPool(
        () -> {
          String object = object(tenant, key);
          var unused = client.deleteObject(o -> o.bucket(settings.bucket()).key(object));
          return null;
        });
  }

  @Override
  public Future<List<String>> writtenBefore(TenantId tenant, Instant time, String after) {
    return onPool(() -> list(folder(tenant), time, after));
  }

  /** Ends the pool and all connections; nothing may be asked afterwards. */
  public Future<Void> close() {
    client.close();
    return pool.close();
  }

  /** What the server says of a stored document; for {@link S3Probe}. */
  Future<HeadObjectResponse> head(TenantId tenant, String key) {
    String object = object(tenant, key);
    return onPool(() -> client.headObject(o -> o.bucket(settings.bucket()).key(object)));
  }

  // The client ends its calls by itself; the second deadline is for what waits for a free thread.
  private <T> Future<T> onPool(Callable<T> work) {
    return pool.executeBlocking(work, false)
        .timeout(2 * deadline.toMillis(), TimeUnit.MILLISECONDS)
        .recover(S3DocumentStore::translate);
  }

  private static <T> Future<T> translate(Throwable cause) {
    if (cause instanceof NoSuchKeyException) {
      return Future.failedFuture(
          new Failure(Problem.NOT_FOUND, "The document is not stored any more.", cause));
    }
    boolean unreachable =
        cause instanceof SdkException
            || cause instanceof IOException
            || cause instanceof java.util.concurrent.TimeoutException;
    return Future.failedFuture(
        unreachable
            ? new Failure(
                Problem.UNAVAILABLE, "The documents cannot be reached; try again later.", cause)
            : cause);
  }

  private Stored write(TenantId tenant, UUID id, Document document) throws IOException {
    String key = document.key(id);
    int size = document.bytes().length();
    String sha256 = document.sha256();
    try {
      var unused =
          client.putObject(
              request(object(tenant, key), document.type(), sha256),
              // A second attempt of the client reads it from the start again.
              RequestBody.fromContentProvider(
                  () -> Document.stream(document.bytes()), size, document.type().mediaType()));
    } catch (S3Exception refused) {
      if (refused.statusCode() != PRECONDITION_FAILED || !isThere(tenant, key, sha256)) {
        throw refused.statusCode() == PRECONDITION_FAILED
            ? new IllegalStateException("There is a document " + key + " already", refused)
            : refused;
      }
      // Our own first attempt came through, only its answer did not.
    }
    return new Stored(key, sha256, size, document.type().mediaType());
  }

  private PutObjectRequest request(String object, Document.Type type, String sha256) {
    var request =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(object)
            .contentType(type.mediaType())
            .ifNoneMatch("*")
            .checksumSHA256(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)));
    switch (settings.encryption()) {
      case AES256 -> request.serverSideEncryption(ServerSideEncryption.AES256);
      case KMS ->
          request
              .serverSideEncryption(ServerSideEncryption.AWS_KMS)
              .ssekmsKeyId(settings.kmsKey().orElseThrow());
      case BUCKET -> {}
    }
    return request.build();
  }

  private boolean isThere(TenantId tenant, String key, String sha256) throws IOException {
    try (FileChannel same = read(tenant, key, sha256)) {
      return same.isOpen();
    } catch (DamagedDocument another) {
      return false;
    }
  }

  // Through a file that has no name any more: nothing of it is left, however this process ends.
  private FileChannel read(TenantId tenant, String key, String sha256) throws IOException {
    String object = object(tenant, key);
    Path named = Files.createTempFile("belegbote", ".document");
    FileChannel file;
    try {
      file = FileChannel.open(named, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(named);
    }
    try (InputStream body =
        client.getObject(
            o -> o.bucket(settings.bucket()).key(object).checksumMode(ChecksumMode.ENABLED))) {
      // One more than there can be: such an object is not what we put, and its print tells.
      copy(body, file, Document.MOST_BYTES + 1);
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
    return Document.checked(key, sha256, file);
  }

  private static void copy(InputStream from, FileChannel to, int most) throws IOException {
    var piece = new byte[64 * 1024];
    int left = most;
    for (int read; left > 0 && (read = from.read(piece, 0, Math.min(left, piece.length))) > 0; ) {
      for (var rest = ByteBuffer.wrap(piece, 0, read); rest.hasRemaining(); ) {
        var unused = to.write(rest);
      }
      left -= read;
    }
  }

  private List<String> list(String folder, Instant before, String after) {
    List<String> keys = new ArrayList<>();
    String last = after == null ? null : folder + after;
    // Ends: each page begins beyond the one before.
    for (boolean more = true; more && keys.isEmpty(); ) {
      String start = last;
      var found =
          client.listObjectsV2(
              o -> o.bucket(settings.bucket()).prefix(folder).startAfter(start).maxKeys(page));
      for (S3Object object : found.contents()) {
        last = object.key();
        String key = last.substring(folder.length());
        if (Document.isKey(key) && object.lastModified().isBefore(before)) {
          keys.add(key);
        }
      }
      more = Boolean.TRUE.equals(found.isTruncated()) && !found.contents().isEmpty();
    }
    return keys;
  }

  private String folder(TenantId tenant) {
    return settings.prefix() + tenant + "/";
  }

  private String object(TenantId tenant, String key) {
    if (!Document.isKey(key)) {
      throw new Failure(Problem.NOT_FOUND, "The document is not stored any more.");
    }
    return folder(tenant) + key;
  }
}
