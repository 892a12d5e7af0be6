// Where the documents are kept.
package de.belegbote.platform.config;

import de.belegbote.platform.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store in use, and the S3 bucket where one is named; documents move between the two only when
 * both are there.
 *
 * @param inS3 whether documents are kept in S3; otherwise as files below the data folder
 * @param s3 the bucket; there whenever inS3 is true
 */
public record DocumentSettings(boolean inS3, Optional<S3> s3) {
  /** Files below the data folder. */
  public static final DocumentSettings DIRECTORY = new DocumentSettings(false, Optional.empty());

  /** What stands in {@code s3.encryption}. */
  public enum Encryption {
    /** The server's own key, asked for with each document. */
    AES256,
    /** The key that {@code s3.kms-key} names, asked for with each document. */
    KMS,
    /** Nothing is asked for: what the bucket does by itself. */
    BUCKET
  }

  /**
   * One bucket, and who we are there.
   *
   * @param endpoint of a server that is not Amazon's; empty for Amazon's in that region
   * @param region signed into each request
   * @param bucket is there already
   * @param prefix before every key: empty, or ending in a slash
   * @param pathStyle whether the bucket stands in the path rather than in the host's name
   * @param accessKey names the key; no secret
   * @param encryption what is asked for with each document
   * @param kmsKey there exactly for {@link Encryption#KMS}
   */
  public record S3(
      Optional<URI> endpoint,
      String region,
      String bucket,
      String prefix,
      boolean pathStyle,
      String accessKey,
      Secret secretKey,
      Encryption encryption,
      Optional<String> kmsKey) {}

  static DocumentSettings of(Map<String, String> values, List<String> problems) {
    String store = values.getOrDefault("documents.store", "directory");
    if (!List.of("directory", "s3").contains(store)) {
      problems.add("documents.store: must be directory or s3");
    }
    boolean named = values.containsKey("s3.bucket");
    if (!named && store.equals("s3")) {
      problems.add("s3.bucket: name the bucket for the documents");
    }
    return new DocumentSettings(
        store.equals("s3"), named ? Optional.of(s3(values, problems)) : Optional.empty());
  }

  private static S3 s3(Map<String, String> values, List<String> problems) {
    for (String needed : List.of("s3.access-key", "s3.secret-key")) {
      if (!values.containsKey(needed)) {
        problems.add(
            needed + ": is missing (environment variable " + Settings.variable(needed) + ")");
      }
    }
    var endpoint = endpoint(values.get("s3.endpoint"), problems);
    var kmsKey = Optional.ofNullable(values.get("s3.kms-key"));
    return new S3(
        endpoint,
        checked("s3.region", values.getOrDefault("s3.region", "eu-central-1"), NAME, problems),
        checked("s3.bucket", values.get("s3.bucket"), NAME, problems),
        checked("s3.prefix", values.getOrDefault("s3.prefix", ""), PREFIX, problems),
        pathStyle(values.get("s3.path-style"), endpoint.isPresent(), problems),
        values.getOrDefault("s3.access-key", ""),
        new Secret(values.getOrDefault("s3.secret-key", "")),
        encryption(values.get("s3.encryption"), kmsKey.isPresent(), problems),
        kmsKey);
  }

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  private static final String NAME = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";
  private static final String PREFIX = "([A-Za-z0-9][A-Za-z0-9._-]{0,62}/){0,5}";

  private static String checked(String name, String value, String pattern, List<String> problems) {
    if (!value.matches(pattern)) {
      problems.add("%s: does not look right; it must match %s".formatted(name, pattern));
    }
    return value;
  }

  private static Optional<URI> endpoint(String text, List<String> problems) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(text.replaceFirst("/+$", ""));
      boolean safe =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && loopback(uri.getHost()));
      boolean bare =
          uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && uri.getRawPath().isEmpty();
      if (safe && bare) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException broken) {
      // Told below.
    }
    problems.add(
        "s3.endpoint: must be an https address without path (http on this machine's loopback only)");
    return Optional.empty();
  }

  private static boolean pathStyle(String text, boolean standard, List<String> problems) {
    if (text != null && !text.equals("true") && !text.equals("false")) {
      problems.add("s3.path-style: must be true or false");
    }
    return text == null ? standard : text.equals("true");
  }

  private static Encryption encryption(String text, boolean hasKey, List<String> problems) {
    Encryption encryption =
        switch (text == null ? (hasKey ? "kms" : "aes256") : text) {
          case "aes256" -> Encryption.AES256;
          case "kms" -> Encryption.KMS;
          case "bucket" -> Encryption.BUCKET;
          default -> null;
        };
    if (encryption == null) {
      problems.add("s3.encryption: must be aes256, kms or bucket");
      return Encryption.AES256;
    }
    if (hasKey != (encryption == Encryption.KMS)) {
      problems.add("s3.kms-key: goes with s3.encryption kms, and only with it");
    }
    return encryption;
  }

  private static boolean loopback(String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
