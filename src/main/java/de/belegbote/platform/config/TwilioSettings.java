// How we reach Twilio.
package de.belegbote.platform.config;

import de.belegbote.platform.Secret;
import java.net.URI;

/**
 * An account at Twilio.
 *
 * @param accountSid its id, {@code AC…}
 * @param authToken its password; Twilio signs its reports with it too
 * @param url of the API, without a path
 */
public record TwilioSettings(String accountSid, Secret authToken, URI url) {}
