// Who carries text messages here: Twilio, the outbox of a trial, or nobody.
package de.belegbote;

import de.belegbote.enrolment.OutboxSmsSender;
import de.belegbote.enrolment.SmsReason;
import de.belegbote.enrolment.SmsSender;
import de.belegbote.enrolment.TwilioSmsSender;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox keeps upload tokens in memory and shows them, so it serves trials only.
 *
 * @param outbox what the trial's management port shows; empty where another one carries
 */
record Carrier(SmsSender sender, OutboxSmsSender outbox) {
  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);
  private static final long FIRST_MS = 60_000;
  private static final long HOUR_MS = 3_600_000;

  static Carrier of(Config config, Vertx vertx, TimeSource time, TenantFiles tenants) {
    var outbox = new OutboxSmsSender(time);
    if (config.twilio().isPresent()) {
      for (Tenant tenant : tenants.all()) {
        if (!tenant.sms().hasSender()) {
          LOG.warn(
              "tenant {} gets no SMS: its file has neither sms.from nor sms.messaging_service",
              tenant.id());
        }
      }
      return new Carrier(new TwilioSmsSender(vertx, config.twilio().get(), time), outbox);
    }
    return new Carrier(config.dev() ? outbox : Carrier::refuse, outbox);
  }

  private static Future<SmsSender.Result> refuse(SmsSender.Message message) {
    var refusal =
        new Failure(
            Problem.SMS_FAILED,
            "No SMS provider is set up here (settings twilio.…). Show the link on the screen"
                + " (delivery: link).");
    return Future.succeededFuture(
        SmsSender.Result.refused(refusal, Optional.empty(), SmsReason.OTHER));
  }

  /** Erases phone numbers and connect sessions that are not needed any more, once an hour. */
  static void forget(Vertx vertx, Customers.Made customers, TenantFiles tenants) {
    vertx.setPeriodic(
        FIRST_MS,
        HOUR_MS,
        tick ->
            customers
                .forget(tenants.all().stream().map(Tenant::id).toList())
                .onFailure(
                    failed ->
                        LOG.warn("phone numbers or connect sessions were not erased yet", failed)));
  }
}
