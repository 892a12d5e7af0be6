// Asks Twilio for our account, for an operator's check; sends nothing.
package de.belegbote.enrolment;

import com.twilio.exception.ApiConnectionException;
import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.Account;
import de.belegbote.platform.ClockReading;
import de.belegbote.platform.Finding;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.TwilioSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Blocks for ten seconds at most. */
public final class TwilioCheck {
  private static final String PART = "sms";
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final TwilioSettings settings;
  private final TimeSource time;
  private final TwilioHttp http;
  private Optional<ClockReading> clock = Optional.empty();

  /** Nothing is asked yet. */
  public TwilioCheck(TwilioSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
    this.http = new TwilioHttp(settings.url(), DEADLINE);
  }

  /** Twilio's clock, once {@link #findings} came that far. */
  public Optional<ClockReading> clock() {
    return clock;
  }

  /** What was found. */
  public List<Finding> findings() {
    var client =
        new TwilioRestClient.Builder(settings.accountSid(), settings.authToken().reveal())
            .httpClient(http)
            .build();
    Instant asked = time.now();
    try {
      Account account = Account.fetcher(settings.accountSid()).fetch(client);
      clock = ClockReading.ofDate("Twilio", http.date(), asked, time.now());
      return List.of(state(account));
    } catch (ApiConnectionException lost) {
      return List.of(
          fault(
              "Twilio does not answer at "
                  + settings.url()
                  + ": look at the network and its proxy"));
    } catch (ApiException refused) {
      int status = Optional.ofNullable(refused.getStatusCode()).orElse(0);
      return List.of(
          fault(
              status == 401 || status == 403 || status == 404
                  ? "Twilio does not take twilio.account-sid with twilio.auth-token: copy both again"
                      + " from its console"
                  : "Twilio answers "
                      + status
                      + ", error "
                      + refused.getCode()
                      + "; try again later"));
    }
  }

  // https://www.twilio.com/docs/iam/api/account: status and type.
  private static Finding state(Account account) {
    if (account.getStatus() != Account.Status.ACTIVE) {
      return fault("the account is " + account.getStatus() + ": see Twilio's console");
    }
    return account.getType() == Account.Type.TRIAL
        ? Finding.note(PART, "a trial account of Twilio: it sends to verified numbers only")
        : Finding.ok(PART, "Twilio takes the credentials; the account is active");
  }

  private static Finding fault(String text) {
    return Finding.fault(PART, text);
  }
}
