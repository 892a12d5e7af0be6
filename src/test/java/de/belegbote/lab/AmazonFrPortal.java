// Amazon.fr: the older header of orders, audiobooks for credits, fragments that fail once.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** As the fact sheet amazon-fr tells. */
final class AmazonFrPortal extends AmazonShop {
  private static final Situation ALERT =
      new Situation("fragments that fail once", FetchOutcome.OK, true);

  private boolean failed;

  AmazonFrPortal() {
    super("www.amazon.fr");
    orders().add(new Order("D01-0000004-0000004", LabRun.TODAY.minusDays(3), null, 1));
  }

  @Override
  List<Situation> situations() {
    return Stream.concat(
            shopSituations().stream(), Stream.of(ALERT, AmazonTrap.SMS_FIRST.situation()))
        .toList();
  }

  // An alert stands where the links would, until it is asked again.
  @Override
  Reply documents(Visit visit) {
    if (plays(ALERT.name()) && !failed) {
      failed = true;
      return Reply.html(200, "<div class=\"a-alert\">Sorry, try again</div>");
    }
    return super.documents(visit);
  }

  private static String total(Order order) {
    if (order.amount() == null) {
      return order.documents() < 0 ? "" : column("Total", "1 credit");
    }
    BigDecimal amount = order.amount();
    return column(
        "Total", String.format(Locale.GERMANY, "%.2f €", amount).replace("1012", "1\u202f012"));
  }

  private static String column(String name, String value) {
    return "<div class=\"a-column\"><div>%s</div><div><span>%s</span></div></div>"
        .formatted(name, value);
  }

  @Override
  String header(Order order, String link) {
    String connections =
        link.isEmpty()
            ? ""
            : "<li class=\"yohtmlc-order-level-connections\"><span><a href=\"%s\">Invoice</a></span></li>"
                .formatted(link);
    return """
    <div class="order-card"><div class="order-header"><div class="a-col-left">%s%s</div>
    <div class="a-col-right"><div class="yohtmlc-order-id"><span>Order #</span><span>%s</span></div>
    <ul>%s</ul></div></div></div>
    """
        .formatted(
            column(
                "Order placed",
                DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).format(order.date())),
            total(order),
            order.number(),
            connections);
  }

  @Override
  String nothing() {
    return """
    <div class="a-row a-spacing-extra-large"><div class="a-section">No orders in this year</div></div>
    """;
  }

  @Override
  String pagination(Map<Integer, String> pages, int current) {
    if (pages.isEmpty()) {
      return "";
    }
    var html = new StringBuilder("<ul class=\"a-pagination\">");
    pages.forEach(
        (at, address) ->
            html.append(
                "<li class=\"%s\"><a href=\"%s\">%d</a></li>"
                    .formatted(at == current ? "a-selected" : "a-normal", address, at / 10 + 1)));
    String next = pages.get(current + 10);
    return html.append(
            "<li class=\"a-last %s\"><a href=\"%s\">Next</a></li></ul>"
                .formatted(next == null ? "a-disabled" : "", next == null ? "#" : next))
        .toString();
  }

  @Override
  String name(int position) {
    return "Facture " + position;
  }
}
