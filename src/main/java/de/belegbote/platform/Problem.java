// The closed list of things that can go wrong for a caller; compared with the contract by a test.
package de.belegbote.platform;

/**
 * A kind of problem as RFC 9457 knows it: one status, one stable slug (the end of its {@code type}
 * URI) and one title. What happened in the single case stands in {@link Failure#detail()}.
 */
public enum Problem {
  INVALID_REQUEST(400, "invalid-request", "The request does not match the contract"),
  MALFORMED_BODY(400, "malformed-body", "The body cannot be read"),
  INVALID_CURSOR(400, "invalid-cursor", "The cursor does not belong to this list"),
  IDEMPOTENCY_KEY_REQUIRED(400, "idempotency-key-required", "An Idempotency-Key is needed here"),
  UNAUTHENTICATED(401, "unauthenticated", "Credentials are missing or not valid"),
  FORBIDDEN(403, "forbidden", "The credentials do not allow this"),
  PORTAL_NOT_ALLOWED(403, "portal-not-allowed", "This tenant may not use this portal"),
  NOT_FOUND(404, "not-found", "There is nothing here"),
  LINK_UNKNOWN(404, "link-unknown", "This link is unknown, expired or revoked"),
  METHOD_NOT_ALLOWED(405, "method-not-allowed", "This address does not know the method"),
  NOT_ACCEPTABLE(406, "not-acceptable", "None of the accepted media types can be served"),
  CONFLICT(409, "conflict", "This clashes with what is there"),
  LINK_USED(409, "link-used", "This link was used already"),
  SECOND_FACTOR_STATE(409, "second-factor-state", "The second factor is not in the needed state"),
  REQUEST_IN_PROGRESS(
      409, "request-in-progress", "A request with this Idempotency-Key is still running"),
  PRECONDITION_FAILED(412, "precondition-failed", "The resource was changed by somebody else"),
  TOO_LARGE(413, "too-large", "The request is larger than allowed"),
  URI_TOO_LONG(414, "uri-too-long", "The address is longer than allowed"),
  UNSUPPORTED_MEDIA_TYPE(
      415, "unsupported-media-type", "This kind of content is not understood here"),
  IDEMPOTENCY_KEY_REUSED(
      422, "idempotency-key-reused", "This Idempotency-Key belongs to another request"),
  NO_BARCODE(422, "no-barcode", "No barcode could be read in the picture"),
  UNUSABLE_BARCODE(422, "unusable-barcode", "The barcode cannot be used for one-time codes"),
  UNUSABLE_PICTURE(422, "unusable-picture", "The file is not a picture that can be read"),
  INVALID_KEY(422, "invalid-key", "The security key is not valid"),
  WRONG_CODE(422, "wrong-code", "The code does not fit the stored seed"),
  INVALID_PHONE_NUMBER(
      422, "invalid-phone-number", "The phone number cannot receive a message from us"),
  TARGET_NOT_ALLOWED(422, "target-not-allowed", "This address may not be a webhook target"),
  QUOTA_EXCEEDED(429, "quota-exceeded", "Too many requests"),
  HEADERS_TOO_LARGE(431, "headers-too-large", "The request's headers are larger than allowed"),
  INTERNAL_ERROR(500, "internal-error", "Something failed on our side"),
  SMS_FAILED(502, "sms-failed", "The message could not be handed over"),
  UNAVAILABLE(503, "unavailable", "A part that is needed does not answer right now"),
  TIMED_OUT(504, "timed-out", "It took longer than allowed");

  private final int status;
  private final String slug;
  private final String title;

  Problem(int status, String slug, String title) {
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  /** HTTP status, 400 to 504. */
  public int status() {
    return status;
  }

  /**
   * Whether something outside failed, as is to be expected; else it is the caller's doing or ours.
   */
  public boolean isOutside() {
    return this == SMS_FAILED || this == UNAVAILABLE || this == TIMED_OUT;
  }

  /** Stable name in lower-case with dashes; {@code type} is {@code /problems/<slug>}. */
  public String slug() {
    return slug;
  }

  /** One English sentence without a full stop, the same for every case of this problem. */
  public String title() {
    return title;
  }
}
