// How we reach Twilio.
package de.belegbote.platform.config;

import de.belegbote.platform.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * An account at Twilio.
 *
 * @param accountSid its id, {@code AC…}
 * @param authToken its password; Twilio signs its reports with it too
 * @param secondToken another one whose signature counts too, while the operator changes tokens
 * @param url of the API, without a path
 */
public record TwilioSettings(
    String accountSid, Secret authToken, Optional<Secret> secondToken, URI url) {}
