// What stands around the service when its main job is played: partner, customer, phone, receiver.

/**
 * Everybody a service needs for its main job, played over HTTP: the partner who calls the API, the
 * customer with browser and phone, and the receiver of webhooks. Used by the demo command and by
 * the test of the whole journey; knows the service only by its contract.
 */
@com.google.errorprone.annotations.CheckReturnValue
package de.belegbote.demo;
