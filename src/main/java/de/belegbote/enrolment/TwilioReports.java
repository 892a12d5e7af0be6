// Takes what Twilio reports about messages, and believes only what it signed.
package de.belegbote.enrolment;

import com.twilio.security.RequestValidator;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.config.TwilioSettings;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Status callbacks (twilio.com/docs/messaging/guides/track-outbound-message-status), signed after
 * twilio.com/docs/usage/security. What the signature covers is our public address, not the one that
 * a reverse proxy made of it, and every field, also those that Twilio adds one day.
 */
public final class TwilioReports {
  private final List<RequestValidator> validators;
  private final TextMessages messages;
  private final String publicUrl;

  public TwilioReports(TwilioSettings settings, TextMessages messages, String publicUrl) {
    this.validators =
        Stream.concat(Stream.of(settings.authToken()), settings.secondToken().stream())
            .map(token -> new RequestValidator(token.reveal()))
            .toList();
    this.messages = messages;
    this.publicUrl = publicUrl;
  }

  /**
   * Notes a report; one that is late, repeated, or about a message forgotten since changes nothing.
   *
   * @param path of the address, as it was asked for
   * @param callback the word that ends it
   * @param form all fields
   * @param signature header {@code X-Twilio-Signature}
   * @return fails with FORBIDDEN when Twilio did not sign it
   */
  public Future<Void> take(
      String path, String callback, Map<String, String> form, Optional<String> signature) {
    if (signature.isEmpty() || !isSigned(publicUrl + path, form, signature.get())) {
      return Future.failedFuture(
          new Failure(Problem.FORBIDDEN, "The signature is missing or does not fit."));
    }
    var state = TwilioWords.state(form.getOrDefault("MessageStatus", ""));
    String sid = form.getOrDefault("MessageSid", "");
    return state.isEmpty() || sid.isEmpty()
        ? Future.succeededFuture()
        : messages.report(callback, result(state.get(), sid, form.get("ErrorCode")));
  }

  // Twilio signs with one token; which one, changes while the operator rotates them.
  private boolean isSigned(String address, Map<String, String> form, String signature) {
    return validators.stream().anyMatch(one -> one.validate(address, form, signature));
  }

  private static SmsSender.Result result(SmsState state, String sid, String error) {
    boolean lost = state == SmsState.UNDELIVERED || state == SmsState.FAILED;
    Optional<Integer> code =
        Optional.ofNullable(error).filter(text -> text.matches("\\d{1,9}")).map(Integer::valueOf);
    return new SmsSender.Result(
        state,
        Optional.of(sid),
        code,
        lost ? Optional.of(TwilioWords.reason(code.orElse(0))) : Optional.empty(),
        Optional.empty());
  }
}
