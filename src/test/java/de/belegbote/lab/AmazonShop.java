// Orders at an Amazon shop, whose documents are asked for order by order.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the fact sheets amazon-de and amazon-fr have in common: years, pages of ten, a fragment for
 * each order that names its documents, of which the order's summary is none.
 */
abstract class AmazonShop extends LabPortal {
  private static final Situation BUSINESS =
      new Situation("business account", FetchOutcome.NOT_SUPPORTED, true);
  private static final int PAGE = 10;

  /**
   * An order.
   *
   * @param amount null when it was cancelled, or paid by credits
   * @param documents how many it has
   */
  record Order(String number, LocalDate date, BigDecimal amount, int documents) {}

  private final List<Order> orders = new ArrayList<>();
  private final AmazonSignIn signIn;

  AmazonShop(String host, String... others) {
    super(Stream.concat(Stream.of(host), Stream.of(others)).toArray(String[]::new));
    signIn = new AmazonSignIn(this, host, visit -> Reply.redirect("/your-orders/orders"));
    inside("/your-orders/orders", this::list, "timeFilter", "startIndex", "language", "ref_");
    inside("/your-orders/invoice/popover", this::documents, "orderId", "relatedRequestId", "ref_");
    inside("/documents/download/{id}/invoice.pdf", visit -> document(visit.segment("id")));
    orders.add(new Order("305-0000001-0000001", LabRun.TODAY, new BigDecimal("9.99"), 0));
    orders.add(new Order("305-0000002-0000002", LabRun.TODAY.minusDays(4), null, -1));
    orders.add(
        new Order("305-0000003-0000003", LabRun.TODAY.minusDays(4), new BigDecimal("7.10"), 0));
    for (int i = 0; i < 9; i++) {
      String prefix = i == 3 ? "D01" : "305";
      orders.add(
          new Order(
              prefix + "-123456%d-765432%d".formatted(i % 10, i / 10),
              LabRun.TODAY.minusDays(5 + 20L * i),
              new BigDecimal("1012.90").add(BigDecimal.valueOf(i)),
              i == 1 ? 3 : 1));
    }
    orders.add(
        new Order(
            "305-9999999-0000001",
            LabRun.TODAY.minusYears(2).plusDays(3),
            new BigDecimal("5.00"),
            1));
    orders.add(
        new Order(
            "305-9999999-0000002",
            LabRun.TODAY.minusYears(2).minusDays(30),
            new BigDecimal("6"),
            1));
  }

  /** All of them; a shop may add its own. */
  final List<Order> orders() {
    return orders;
  }

  @Override
  List<LabInvoice> invoices() {
    return orders.stream()
        .filter(order -> !order.date().isBefore(LabRun.TODAY.minusYears(2)))
        .flatMap(
            order ->
                Stream.iterate(1, i -> i <= order.documents(), i -> i + 1)
                    .map(i -> invoice(order, i)))
        .toList();
  }

  // Its name changes from visit to visit; the number at its end is ours.
  private static LabInvoice invoice(Order order, int position) {
    return new LabInvoice(
        "0f3c-" + order.number() + "-" + position,
        order.number(),
        order.date(),
        order.amount(),
        "EUR",
        "invoice");
  }

  /** Its own traps beside those of the sign-in. */
  static List<Situation> shopSituations() {
    return List.of(BUSINESS);
  }

  @Override
  Reply stranger(Visit visit) {
    return signIn.redirect();
  }

  /** The header of an order's card; without a link when there are no documents to ask for. */
  abstract String header(Order order, String link);

  /** What stands in place of orders. */
  abstract String nothing();

  /** The links between pages of a list; empty when there is only one. */
  abstract String pagination(Map<Integer, String> pages, int current);

  /** What a document is called in the fragment. */
  abstract String name(int position);

  private Reply list(Visit visit) {
    String nav = "<div style=\"display: none\"><a href=\"/gp/flex/sign-out\">Sign out</a></div>";
    if (plays(BUSINESS.name())) {
      nav += "<span class=\"abnav-accountfor\">Account for Lab Ltd</span>";
    }
    String filter = visit.query("timeFilter");
    // Their lists are other pages, told by the fragment of the address.
    if (filter.isEmpty() || plays(BUSINESS.name())) {
      return Reply.page("Orders", nav);
    }
    if (!filter.matches("year-20\\d\\d") || !visit.query("language").equals("en_GB")) {
      return unstated("a list that is not of one year, in English");
    }
    int year = Integer.parseInt(filter.substring(5));
    List<Order> all = orders.stream().filter(order -> order.date().getYear() == year).toList();
    String start = visit.query("startIndex");
    int from = start.isEmpty() ? 0 : Integer.parseInt(start);
    String cards =
        all.stream()
            .skip(from)
            .limit(PAGE)
            .map(order -> header(order, order.documents() < 0 ? "" : link(order)))
            .collect(Collectors.joining());
    var pages = new TreeMap<Integer, String>();
    for (int at = 0; at < all.size() && all.size() > PAGE; at += PAGE) {
      pages.put(
          at,
          "/your-orders/orders?timeFilter=%s&amp;startIndex=%d&amp;language=en_GB&amp;ref_=ppx"
              .formatted(filter, at));
    }
    return Reply.page(
        "Orders",
        nav
            + "<div class=\"your-orders-content-container__content\">"
            + (all.isEmpty() ? nothing() : cards + pagination(pages, from))
            + "</div>");
  }

  private static String link(Order order) {
    return "/your-orders/invoice/popover?orderId=%s&amp;relatedRequestId=LAB1&amp;ref_=fed_invoice_ajax"
        .formatted(order.number());
  }

  /** A fragment of markup without a page around it. */
  Reply documents(Visit visit) {
    Order order =
        orders.stream()
            .filter(one -> one.number().equals(visit.query("orderId")))
            .findFirst()
            .orElseThrow();
    if (!visit.query("relatedRequestId").equals("LAB1")) {
      return unstated("a fragment without the id of the page's request");
    }
    String links =
        Stream.iterate(1, i -> i <= order.documents(), i -> i + 1)
            .map(
                i ->
                    "<li><a href=\"/documents/download/%s/invoice.pdf\">%s</a></li>"
                        .formatted(invoice(order, i).id(), name(i)))
            .collect(Collectors.joining());
    return Reply.html(
        200,
        "<ul>"
            + links
            + "<li><a href=\"/gp/css/summary/print.html?orderID=%s\">Order summary</a></li></ul>"
                .formatted(order.number()));
  }
}
