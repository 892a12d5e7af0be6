// Amazon.de: the newer header of orders, a link to the next page.
package de.belegbote.lab;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** As the fact sheet amazon-de tells; it plays all the traps of the sign-in that others share. */
final class AmazonDePortal extends AmazonShop {
  AmazonDePortal() {
    super("www.amazon.de");
  }

  @Override
  List<Situation> situations() {
    return Stream.concat(shopSituations().stream(), AmazonTrap.all().stream()).toList();
  }

  @Override
  String header(Order order, String link) {
    String connections =
        link.isEmpty()
            ? ""
            : "<div class=\"yohtmlc-order-level-connections\"><a href=\"%s\">Invoice</a></div>"
                .formatted(link);
    String total =
        order.amount() == null
            ? ""
            : "<span class=\"a-size-mini\">Total</span> <span class=\"a-size-base\">€%s</span>"
                .formatted(String.format(Locale.ENGLISH, "%,.2f", order.amount()));
    return """
    <div class="order-card js-order-card"><div class="order-header"><ul>
    <li class="order-header__header-list-item"><span class="a-size-mini">Order placed</span>
    <span class="a-size-base">%s</span></li>
    <li class="order-header__header-list-item">%s</li></ul>
    <div class="yohtmlc-order-id"><span>Order #</span> <span dir="ltr">%s</span></div>
    %s</div></div>
    """
        .formatted(
            java.time.format.DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH)
                .format(order.date()),
            total,
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
    String next = pages.get(current + 10);
    return pages.isEmpty()
        ? ""
        : next == null
            ? "<ul class=\"a-pagination\"><li class=\"a-last a-disabled\"><a"
                + " href=\"#\">Next</a></li></ul>"
            : "<ul class=\"a-pagination\"><li class=\"a-last\"><a href=\"%s\">Next</a></li></ul>"
                .formatted(next);
  }

  @Override
  String name(int position) {
    return position == 1 ? "Rechnung 1" : "Rechnungskorrektur " + (position - 1);
  }
}
