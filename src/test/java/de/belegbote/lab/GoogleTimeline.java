// The frame in which Google shows the documents of a payments account.
package de.belegbote.lab;

import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A part of a portal, as the fact sheets of Google's portals tell: a card for each month of which
 * only the newest is open, menus that are left behind, documents with bytes before their beginning.
 */
final class GoogleTimeline {
  static final String HOST = "payments.google.com";

  /** Asking for a document without its page is answered by 500. */
  static final String FROM_PAGE_ONLY = "documents only by a click";

  private static final String HERE = "https://" + HOST;
  private static final String FRAME = "/payments/u/0/timelineview";
  private static final String FILE = "/payments/apis-secure/doc/u/0/trs";
  private static final String SCRIPT =
      """
      <script>
      function each(css, work) { Array.prototype.forEach.call(document.querySelectorAll(css), work); }
      function on(css, work) {
        each(css, function (e) { e.addEventListener('click', function () { work(e); }); });
      }
      on('.b3id-header-container', function (head) {
        var card = head.parentNode;
        var open = card.classList.contains('expanded');
        card.classList.remove(open ? 'expanded' : 'collapsed');
        card.classList.add(open ? 'collapsed' : 'expanded');
        card.querySelector('.content').style.display = open ? 'none' : 'block';
      });
      on('.b3id-document-zippy-line-item', function (item) {
        each('.goog-menu-vertical', function (menu) { menu.style.display = 'none'; });
        var menu = document.importNode(item.parentNode.querySelector('template').content, true);
        document.body.appendChild(menu);
        var all = document.querySelectorAll('.goog-menu-vertical');
        var load = all[all.length - 1].querySelector('[data-download-url]');
        load.addEventListener('click', function () { location.href = load.dataset.downloadUrl; });
      });
      on('.range', function () { document.querySelector('.ranges').style.display = 'block'; });
      on('.all', function () {
        document.querySelector('.ranges').style.display = 'none';
        each('.old', function (card) { card.style.display = 'block'; });
      });
      </script>
      """;

  private final LabPortal portal;
  private final Function<String, List<LabInvoice>> accounts;

  /**
   * @param accounts the documents of an account, by what the frame's address calls it
   */
  GoogleTimeline(LabPortal portal, Function<String, List<LabInvoice>> accounts) {
    this.portal = portal;
    this.accounts = accounts;
    portal.inside(HERE + FRAME, this::frame, "account");
    portal.inside(HERE + FILE, this::file, "doc", "req");
  }

  /** A document for each of so many months, its day the month's last. */
  static List<LabInvoice> months(int count, String prefix) {
    return LabInvoice.monthly(count, prefix, LabRun.TODAY.minusDays(24), "EUR", "invoice").stream()
        .map(
            one ->
                new LabInvoice(
                    one.id(),
                    one.number(),
                    one.date().withDayOfMonth(one.date().lengthOfMonth()),
                    one.amount(),
                    one.currency(),
                    one.kind()))
        .toList();
  }

  /** The frame of an account, as it stands in a page. */
  static String iframe(String account) {
    return iframe(FRAME, account);
  }

  /** Another frame of this host. */
  static String iframe(String path, String account) {
    String encoded = URLEncoder.encode(account, StandardCharsets.UTF_8);
    return "<iframe src=\"%s%s?account=%s\" width=\"800\" height=\"600\"></iframe>"
        .formatted(HERE, path, encoded);
  }

  private Reply frame(Visit visit) {
    List<LabInvoice> all = accounts.apply(visit.query("account"));
    String cards =
        IntStream.range(0, all.size())
            .mapToObj(i -> card(all.get(i), i))
            .collect(Collectors.joining());
    String unbilled = month("October 2023", "0.00", 99, group("Statement", "ST1", ""));
    return Reply.page(
        "Timeline",
        """
        <div class="range" role="button">Last 3 months</div>
        <div class="ranges" style="display: none"><div class="all" role="menuitem">All time</div></div>
        """
            + cards
            + unbilled
            + SCRIPT);
  }

  private static String card(LabInvoice invoice, int place) {
    return month(
        invoice.day("MMMM uuuu", Locale.ENGLISH),
        invoice.amount().toString(),
        place,
        group("Statement", "ST" + invoice.number(), "")
            + group("PDF Invoice", invoice.number(), invoice.id())
            + group("CSV", invoice.number() + ".csv", ""));
  }

  private static String month(String name, String balance, int place, String groups) {
    return """
    <div class="b3id-collapsing-card %s" %s>
    <div class="b3id-header-container"><span>%s</span>
    <span class="b3-card-header-subtitle">€%s</span></div>
    <div class="content" style="display: %s">%s</div></div>
    """
        .formatted(
            (place == 0 ? "expanded" : "collapsed") + (place < 3 ? "" : " old"),
            place < 3 ? "" : "style=\"display: none\"",
            name,
            balance,
            place == 0 ? "block" : "none",
            groups);
  }

  private static String group(String head, String number, String id) {
    return """
    <div class="b3id-document-zippy-group"><div class="b3id-document-zippy-group-header">%s</div>
    <div class="b3id-document-zippy-line-item jfk-freestanding-menu-button" role="button"
      aria-haspopup="true">%s</div>
    <template><div class="goog-menu goog-menu-vertical">
    <div class="goog-menuitem" data-download-url="%s?doc=%s&amp;req=1">Download</div>
    <div class="goog-menuitem">Regenerate invoice</div></div></template></div>
    """
        .formatted(head, number, FILE, id);
  }

  private static boolean isPage(Visit visit) {
    return visit.header("Accept").filter(accept -> accept.contains("text/html")).isPresent();
  }

  private Reply file(Visit visit) {
    if (visit.query("doc").isEmpty()) {
      return portal.unstated("a statement, or a table that Google cannot make");
    }
    if (portal.plays(FROM_PAGE_ONLY) && !isPage(visit)) {
      return Reply.status(500);
    }
    Reply pdf = portal.document(visit.query("doc"));
    return new Reply(
            pdf.status(), pdf.headers(), Buffer.buffer(new byte[4]).appendBuffer(pdf.body()))
        .with("Content-Disposition", "attachment; filename=\"invoice.pdf\"");
  }
}
