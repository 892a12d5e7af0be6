// What the double of Twilio says of the account.
package de.belegbote.enrolment;

import io.vertx.core.json.JsonObject;

/**
 * As twilio.com/docs/iam/api/account shows it.
 *
 * @param date of the answer's header
 */
record AccountAnswer(String status, String date) {
  JsonObject body() {
    return new JsonObject()
        .put("auth_token", "not told")
        .put("date_created", "Tue, 24 Nov 2026 13:00:00 +0000")
        .put("date_updated", "Tue, 24 Nov 2026 13:00:00 +0000")
        .put("friendly_name", "Double")
        .put("owner_account_sid", TwilioDouble.ACCOUNT)
        .put("sid", TwilioDouble.ACCOUNT)
        .put("status", status)
        .put("subresource_uris", new JsonObject())
        .put("type", "Full")
        .put("uri", "/2010-04-01/Accounts/" + TwilioDouble.ACCOUNT + ".json");
  }
}
