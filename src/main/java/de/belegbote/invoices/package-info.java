/** What was fetched: the data of each invoice and its original bytes. */
@CheckReturnValue
package de.belegbote.invoices;

import com.google.errorprone.annotations.CheckReturnValue;
