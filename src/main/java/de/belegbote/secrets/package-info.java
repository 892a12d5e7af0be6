/** Where passwords, seeds and webhook secrets lie, and who may read them back. */
@CheckReturnValue
package de.belegbote.secrets;

import com.google.errorprone.annotations.CheckReturnValue;
