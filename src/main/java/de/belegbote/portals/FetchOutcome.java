// How a fetch can end, each end with its one policy.
package de.belegbote.portals;

import de.belegbote.platform.Texts;
import java.util.Locale;

/**
 * The outcomes of a fetch. What follows from one stands here and nowhere else: when it is tried
 * again, whether the account waits for somebody, who is told, and what that person reads.
 */
public enum FetchOutcome {
  /** New invoices were stored. */
  OK(Retry.NEXT_SCHEDULE, Account.GOES_ON, Tell.NOBODY),
  /** All went well and there was no invoice that we do not have. */
  NOTHING_NEW(Retry.NEXT_SCHEDULE, Account.GOES_ON, Tell.NOBODY),
  /** The portal refused user name or password; trying again by ourselves would lock the account. */
  LOGIN_REJECTED(Retry.NEVER, Account.LOGIN_CLOSED, Tell.CUSTOMER),
  /** The portal refused the code in two different time steps. */
  CODE_REJECTED(Retry.NEVER, Account.LOGIN_CLOSED, Tell.CUSTOMER),
  /**
   * A code is asked that we cannot make: by SMS, e-mail or push only, or of an authenticator whose
   * seed nobody gave us yet.
   */
  CODE_NEEDED_ELSEWHERE(Retry.NEVER, Account.NEEDS_ATTENTION, Tell.CUSTOMER),
  /** The portal wants a new password first. */
  PASSWORD_EXPIRED(Retry.NEVER, Account.NEEDS_ATTENTION, Tell.CUSTOMER),
  /** The portal wants something of a person: terms, a survey, a payment. */
  ACTION_NEEDED(Retry.NEXT_SCHEDULE, Account.HEALS_ITSELF, Tell.CUSTOMER),
  /** The portal has locked the account. */
  ACCOUNT_LOCKED(Retry.NEVER, Account.LOGIN_CLOSED, Tell.CUSTOMER),
  /** Signed in, but this user may not see invoices. */
  NO_INVOICE_RIGHT(Retry.NEXT_SCHEDULE, Account.HEALS_ITSELF, Tell.CUSTOMER),
  /** Single sign-on only, or a kind of account we cannot read. */
  NOT_SUPPORTED(Retry.NEVER, Account.NEEDS_ATTENTION, Tell.TENANT),
  /** The portal wants proof of a person. */
  CAPTCHA(Retry.BACK_OFF, Account.HEALS_ITSELF, Tell.US),
  /** The portal turned us away: too many requests, or no machine is welcome. */
  BLOCKED(Retry.BACK_OFF, Account.HEALS_ITSELF, Tell.US),
  /** The portal did not answer, or with a fault of its own. */
  PORTAL_DOWN(Retry.BACK_OFF, Account.HEALS_ITSELF, Tell.NOBODY),
  /** The portal no longer looks as its recipe says. */
  LAYOUT_CHANGED(Retry.NEXT_SCHEDULE, Account.HEALS_ITSELF, Tell.US),
  /** The run's time was over. */
  TIMED_OUT(Retry.BACK_OFF, Account.HEALS_ITSELF, Tell.US),
  /** A setting that the recipe needs was not given, or leads nowhere. */
  SETTING_MISSING(Retry.NEVER, Account.NEEDS_ATTENTION, Tell.TENANT),
  /** The run ended its process three times; never tried again by itself. */
  CRASHED(Retry.NEVER, Account.NEEDS_ATTENTION, Tell.US),
  /** A defect of ours, or something nobody foresaw. */
  FAILED(Retry.BACK_OFF, Account.HEALS_ITSELF, Tell.US);

  /** When a fetch is tried again without anybody asking for it. */
  public enum Retry {
    /** Only when a person changed something or asks for it. */
    NEVER,
    /** When the account's schedule comes to it. */
    NEXT_SCHEDULE,
    /** Soon, each time later, at the latest with the schedule. */
    BACK_OFF
  }

  /** Who can do something about it. */
  public enum Tell {
    NOBODY,
    /** The person whose portal it is. */
    CUSTOMER,
    /** The product that embeds Belegbote. */
    TENANT,
    /** Who runs this Belegbote. */
    US
  }

  private enum Account {
    GOES_ON,
    HEALS_ITSELF,
    NEEDS_ATTENTION,
    LOGIN_CLOSED
  }

  private static final Texts TEXTS = new Texts("outcomes");

  private final Retry retry;
  private final Account account;
  private final Tell tell;

  FetchOutcome(Retry retry, Account account, Tell tell) {
    this.retry = retry;
    this.account = account;
    this.tell = tell;
  }

  public Retry retry() {
    return retry;
  }

  /** Whether this was a success. */
  public boolean good() {
    return account == Account.GOES_ON;
  }

  /** Whether the account stops until somebody did something about it. */
  public boolean pausesAccount() {
    return account == Account.NEEDS_ATTENTION || account == Account.LOGIN_CLOSED;
  }

  /**
   * Whether the account is shown as needing attention: it pauses, or the customer or tenant should
   * do something although we go on trying.
   */
  public boolean needsAttention() {
    return pausesAccount() || tell == Tell.CUSTOMER || tell == Tell.TENANT;
  }

  /** Whether nobody tries the login again, for any of its portals, until it is given anew. */
  public boolean closesLogin() {
    return account == Account.LOGIN_CLOSED;
  }

  public Tell tell() {
    return tell;
  }

  /** Whether a later fetch may go well without anybody of the customer doing something for us. */
  public boolean canHeal() {
    return account == Account.HEALS_ITSELF;
  }

  /** What happened, in one sentence for the customer. */
  public String text(Locale language) {
    return TEXTS.get(language, name() + ".text");
  }

  /** What to do next, in one or two sentences for the customer. */
  public String action(Locale language) {
    return TEXTS.get(language, name() + ".action");
  }
}
