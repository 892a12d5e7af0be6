/** Tenants and how their files are read. */
@CheckReturnValue
package de.belegbote.platform.tenancy;

import com.google.errorprone.annotations.CheckReturnValue;
