// Audible.de: a list of links to orders, whose pages fill by themselves and hold the invoice.
package de.belegbote.lab;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** As the fact sheet audible-de tells; Amazon signs in on its own host and leads back. */
final class AudibleDePortal extends LabPortal {
  private final List<LabInvoice> fees =
      LabInvoice.monthly(5, "D01-765432", LabRun.TODAY.minusDays(6), "EUR", "invoice");
  private final Set<String> tickets = new HashSet<>();
  private final AmazonSignIn signIn;

  AudibleDePortal() {
    super("www.audible.de", "www.amazon.de");
    signIn = new AmazonSignIn(this, "www.amazon.de", visit -> back());
    get("/lab/back", this::returned, "ticket");
    inside("/account/purchase-history", this::list, "tf", "df", "ps");
    inside("/account/order-details", this::order, "orderId");
    inside("/documents/download/{id}/Invoice.pdf", visit -> document(visit.segment("id")));
  }

  @Override
  List<LabInvoice> invoices() {
    return fees;
  }

  @Override
  List<Situation> situations() {
    return List.of(AmazonTrap.DEVICES_FIRST.situation());
  }

  @Override
  Reply stranger(Visit visit) {
    return signIn.redirect();
  }

  private Reply back() {
    String ticket = UUID.randomUUID().toString();
    tickets.add(ticket);
    return Reply.redirect("https://www.audible.de/lab/back?ticket=" + ticket);
  }

  private Reply returned(Visit visit) {
    if (tickets.remove(visit.query("ticket"))) {
      letIn(visit);
    }
    return Reply.redirect("/account/purchase-history?tf=membership&df=last_365_days&ps=20");
  }

  private Reply list(Visit visit) {
    boolean stated =
        visit.query("tf").equals("membership") && visit.query("df").equals("last_365_days");
    String links =
        fees.stream()
            .map(
                fee ->
                    "<li><a href=\"/account/order-details?orderId=%s\">Mitgliedschaft</a></li>"
                        .formatted(fee.number()))
            .collect(Collectors.joining());
    return stated ? Reply.page("Bestellungen", "<ul>" + links + "</ul>") : unstated("another list");
  }

  private Reply order(Visit visit) {
    LabInvoice fee =
        fees.stream()
            .filter(one -> one.number().equals(visit.query("orderId")))
            .findFirst()
            .orElseThrow();
    return Reply.page(
        "Bestellung",
        """
        <div id="order"></div><template id="filled"><p>Bestelldatum %s</p><p>Gesamt %s €</p>
        <a href="/documents/download/%s/Invoice.pdf">Rechnung</a></template>
        <script>setTimeout(function () {
          document.getElementById('order').appendChild(
              document.importNode(document.getElementById('filled').content, true));
        }, 20);</script>
        """
            .formatted(
                fee.day("dd.MM.uuuu", Locale.GERMAN),
                fee.amount().toPlainString().replace('.', ','),
                fee.id()));
  }
}
