// What a feature offers to the contract.
package de.belegbote.http;

/** A feature's operations; each is bound by the id it has in the contract. */
public interface Routes {
  void bind(Operations on);
}
