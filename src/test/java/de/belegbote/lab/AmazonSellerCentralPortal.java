// Amazon Seller Central: a table that scripts fill, whose buttons open a window for each document.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** As the fact sheet amazon-seller-central tells, for sellers in Germany. */
final class AmazonSellerCentralPortal extends LabPortal {
  private static final Situation PICKER =
      new Situation("choice of accounts", FetchOutcome.OK, true);
  private static final Situation UNSAID =
      new Situation("choice that nobody told", FetchOutcome.SETTING_MISSING, true);
  private static final String CHOSEN = "account is chosen";
  private static final String MARKETPLACE = "amzn1.mp.o.A1PA6795UKMFR9";

  private final List<LabInvoice> invoices =
      Stream.concat(
              LabInvoice.monthly(4, "DE-AEU-", LabRun.TODAY.minusDays(24), "EUR", "invoice")
                  .stream(),
              LabInvoice.monthly(2, "DE-AEU-CN-", LabRun.TODAY.minusDays(24), "EUR", "credit_note")
                  .stream())
          .map(LabInvoice::untold)
          .toList();
  private final AmazonSignIn signIn;

  AmazonSellerCentralPortal() {
    super("sellercentral.amazon.de");
    signIn =
        new AmazonSignIn(
            this, "sellercentral.amazon.de", visit -> Reply.redirect("/tax/seller-fee-invoices"));
    inside("/tax/seller-fee-invoices", this::list);
    inside(
        "/home",
        this::home,
        "mons_sel_mkid",
        "mons_sel_dir_mcid",
        "mons_sel_dir_paid",
        "ignore_selection_changed");
    inside("/lab/files/{id}", visit -> document(visit.segment("id")));
  }

  @Override
  List<LabInvoice> invoices() {
    return invoices;
  }

  @Override
  Map<String, List<String>> settings() {
    if (plays(UNSAID.name())) {
      return Map.of("country", List.of("de"));
    }
    return Map.of(
        "country", List.of("de"),
        "marketplace", List.of(MARKETPLACE),
        "merchant", List.of("amzn1.merchant.d.LAB"),
        "account", List.of("amzn1.pa.d.LAB"));
  }

  @Override
  List<Situation> situations() {
    return List.of(
        PICKER, UNSAID, AmazonTrap.ONE_PAGE.situation(), AmazonTrap.DEVICES_FIRST.situation());
  }

  @Override
  Reply stranger(Visit visit) {
    return signIn.redirect();
  }

  private Reply home(Visit visit) {
    if (!visit.query("mons_sel_mkid").equals(MARKETPLACE)
        || visit.query("mons_sel_dir_mcid").isEmpty()
        || visit.query("mons_sel_dir_paid").isEmpty()) {
      return unstated("a switch to no account");
    }
    visit.session().mark(CHOSEN);
    return Reply.page("Home", "<h1>Seller Central</h1>");
  }

  private Reply list(Visit visit) {
    if ((plays(PICKER.name()) || plays(UNSAID.name())) && !visit.session().is(CHOSEN)) {
      return Reply.page(
          "Select an account",
          """
          <div class="full-page-account-switcher"><h1>Select an account</h1>
          <button class="full-page-account-switcher-account-details">Germany</button></div>
          """);
    }
    String rows = invoices.stream().map(this::row).collect(Collectors.joining());
    return Reply.page(
        "Tax Document Library",
        """
        <table><tbody></tbody></table><kat-button id="more">Load more</kat-button>
        <template id="rows"><table><tbody>%s</tbody></table></template>
        <script>
        var rows = document.importNode(document.getElementById('rows').content, true);
        var all = Array.prototype.slice.call(rows.querySelectorAll('tr'));
        function add() {
          all.splice(0, 4).forEach(function (row) { document.querySelector('tbody').appendChild(row); });
          if (all.length === 0) { document.getElementById('more').remove(); }
        }
        function view(button) { window.open('/lab/files/' + button.getAttribute('data-lab')); }
        document.getElementById('more').addEventListener('click', add);
        setTimeout(add, 20);
        </script>
        """
            .formatted(rows));
  }

  private String row(LabInvoice invoice) {
    String end = invoice.day("MMM d, uuuu", Locale.ENGLISH);
    return row(invoice, end, "CSV", "csv-") + row(invoice, end, "PDF", "");
  }

  private static String row(LabInvoice invoice, String end, String type, String file) {
    return """
    <tr><td class="info">Invoice</td><td class="info">%s</td><td class="info">%s</td><td><button
     data-invoice="%s" data-enddate="%s" data-filetype="%s" data-lab="%s" onclick="view(this)">View</button></td></tr>
    """
        .formatted(type, invoice.number(), invoice.number(), end, type, file + invoice.id());
  }
}
