// Somebody with an account at Keycloak.
package de.belegbote.keycloak;

import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.Tokens;
import java.nio.charset.StandardCharsets;

/**
 * What a person knows and owns.
 *
 * @param seed the text whose bytes are the key, as Keycloak keeps it
 */
record Person(String name, Secret password, Secret seed) {
  /** A password and a seed that nobody else has. */
  static Person called(String name) {
    return new Person(name, new Secret(Tokens.random(12)), new Secret(Tokens.random(15)));
  }

  /** The authenticator. */
  OtpAuth authenticator() {
    return OtpAuth.ofSeed(seed.reveal().getBytes(StandardCharsets.UTF_8), "", name);
  }

  /** The same person with a password that is not the right one. */
  Person withAnotherPassword() {
    return new Person(name, called(name).password, seed);
  }

  /** The same person with a seed that is not the right one. */
  Person withAnotherSeed() {
    return new Person(name, password, called(name).seed);
  }
}
