// The practice portal's HTML: plain forms, no scripts, every outside text escaped.
package de.belegbote.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/**
 * Pages in one language. Ids and classes are what recipes and tests recognise the pages by; they
 * stay.
 *
 * @param texts the labels
 */
record PracticePages(ResourceBundle texts) {
  static final int PER_PAGE = 20;

  /** What stands above a form: nothing, a mistake to correct, or the end of the road. */
  enum Notice {
    NONE("", ""),
    WRONG_PASSWORD("error", "wrongPassword"),
    WRONG_CODE("error", "wrongCode"),
    CODES_LOCKED("locked", "codesLocked"),
    LOCKED("locked", "locked");

    private final String css;
    private final String text;

    Notice(String css, String text) {
      this.css = css;
      this.text = text;
    }
  }

  /** English for a reader who prefers it, else German. */
  static PracticePages in(Locale wanted) {
    Locale language = wanted.getLanguage().equals("en") ? Locale.ENGLISH : Locale.ROOT;
    return new PracticePages(
        ResourceBundle.getBundle(
            "sandbox/texts",
            language,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
  }

  String signIn(String csrf, String username, Notice notice) {
    return page(
        "",
        """
        <h1>%s</h1>
        %s
        <form id="login" method="post" action="/sign-in">
        <input type="hidden" name="_csrf" value="%s">
        <label for="username">%s</label>
        <input id="username" name="username" value="%s" autocomplete="username" required>
        <label for="password">%s</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        <button type="submit">%s</button>
        </form>
        """
            .formatted(
                text("signIn"),
                notice(notice),
                csrf,
                text("username"),
                escaped(username),
                text("password"),
                text("signIn")));
  }

  String code(String csrf, Notice notice) {
    return codeForm("code", "codeHint", csrf, notice);
  }

  String emailCode(String csrf, Notice notice) {
    return codeForm("email-code", "emailHint", csrf, notice);
  }

  private String codeForm(String id, String hint, String csrf, Notice notice) {
    return page(
        "",
        """
        <h1>%s</h1>
        %s
        <p class="hint">%s</p>
        <form id="%s" method="post" action="/%s">
        <input type="hidden" name="_csrf" value="%s">
        %s
        <button type="submit">%s</button>
        </form>
        """
            .formatted(
                text("codeTitle"),
                notice(notice),
                text(hint),
                id,
                id,
                csrf,
                // The form has that id already, and a label must find its field.
                codeField(id + "-field"),
                text("send")));
  }

  private String codeField(String id) {
    return """
    <label for="%s">%s</label>
    <input id="%s" name="code" inputmode="numeric" autocomplete="one-time-code" required>"""
        .formatted(id, text("code"), id);
  }

  /** The account is locked: no form, nothing to do. */
  String locked() {
    return page("", notice(Notice.LOCKED));
  }

  /**
   * One page of the list.
   *
   * @param page from 1; past the end there is nothing
   */
  String invoices(Member member, List<PracticeInvoice> all, int page) {
    var rows = all.stream().skip((page - 1L) * PER_PAGE).limit(PER_PAGE).toList();
    if (rows.isEmpty()) {
      return page(
          header(member),
          "<h1>%s</h1><p class=\"empty\">%s</p>".formatted(text("invoices"), text("noInvoices")));
    }
    return page(
        header(member),
        """
        <h1>%s</h1>
        <table id="invoices">
        <thead><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr></thead>
        <tbody>
        %s
        </tbody>
        </table>
        %s
        """
            .formatted(
                text("invoices"),
                text("number"),
                text("date"),
                text("amount"),
                text("kind"),
                text("document"),
                rows.stream().map(this::row).collect(Collectors.joining("\n")),
                all.size() > (long) page * PER_PAGE
                    ? "<p><a rel=\"next\" href=\"/invoices?page=%d\">%s</a></p>"
                        .formatted(page + 1, text("nextPage"))
                    : ""));
  }

  /** Numbers, dates, amounts and kinds are the documents' own words: German in every language. */
  private String row(PracticeInvoice invoice) {
    return """
    <tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td><a class="pdf" href="/invoices/%s.pdf">%s</a></td></tr>"""
        .formatted(
            invoice.number(),
            invoice.dateText(),
            invoice.amountText(),
            invoice.kindText(),
            invoice.number(),
            text("download"));
  }

  /**
   * Shows the QR code and its key until the authenticator is switched on, and never again after.
   *
   * @param key base32
   */
  String security(Member member, String key, boolean active, Notice notice) {
    String form =
        active
            ? """
            <p id="active">%s</p>
            <form id="deactivate" method="post" action="/security/deactivate">
            <input type="hidden" name="_csrf" value="%s">
            <button type="submit">%s</button>
            </form>
            """
                .formatted(text("active"), member.csrf(), text("switchOff"))
            : """
            %s
            <p>%s</p>
            <img id="qr" src="/security/qr.png" width="300" height="300" alt="%s">
            <p>%s <code id="key">%s</code></p>
            <form id="activate" method="post" action="/security/activate">
            <input type="hidden" name="_csrf" value="%s">
            %s
            <button type="submit">%s</button>
            </form>
            """
                .formatted(
                    notice(notice),
                    text("scan"),
                    text("qrText"),
                    text("keyInstead"),
                    escaped(key.replaceAll("(.{4})(?!$)", "$1 ")),
                    member.csrf(),
                    codeField("code"),
                    text("switchOn"));
    return page(header(member), "<h1>%s</h1>%s".formatted(text("authenticator"), form));
  }

  /** The page of an error status; one that has no text of its own reads like 500. */
  String status(int status) {
    String key = "status" + status;
    return page(
        "",
        "<p class=\"error\" role=\"alert\">%s</p><p><a href=\"/\">%s</a></p>"
            .formatted(text(texts.containsKey(key) ? key : "status500"), text("back")));
  }

  /** Who is signed in: the account's name and the session's token against forged requests. */
  record Member(String username, String csrf) {}

  private String header(Member member) {
    return """
    <nav><a href="/invoices">%s</a> <a href="/security">%s</a></nav>
    <span>%s <span id="user">%s</span></span>
    <form id="logout" method="post" action="/sign-out">
    <input type="hidden" name="_csrf" value="%s">
    <button type="submit">%s</button>
    </form>
    """
        .formatted(
            text("invoices"),
            text("security"),
            text("signedInAs"),
            escaped(member.username()),
            member.csrf(),
            text("signOut"));
  }

  private String notice(Notice notice) {
    return notice == Notice.NONE
        ? ""
        : "<div class=\"%s\" role=\"alert\">%s</div>".formatted(notice.css, text(notice.text));
  }

  private String page(String header, String main) {
    return """
    <!DOCTYPE html>
    <html lang="%s">
    <head><meta charset="utf-8"><title>%s</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="/style.css"></head>
    <body>
    <header><strong>%s</strong>%s</header>
    <main>
    %s
    <p class="practice">%s</p>
    </main>
    </body>
    </html>
    """
        .formatted(
            texts.getLocale().equals(Locale.ENGLISH) ? "en" : "de",
            text("title"),
            text("title"),
            header,
            main,
            text("practice"));
  }

  private String text(String key) {
    return escaped(texts.getString(key));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
