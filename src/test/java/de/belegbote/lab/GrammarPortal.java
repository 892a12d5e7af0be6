// A made-up portal with the shapes that no lab portal has: what the grammar offers is played here.
package de.belegbote.lab;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Two lists: one in a frame that grows when one scrolls, one as markup with links to go on. */
final class GrammarPortal extends LabPortal {
  static final String HOST = "grammar.example.com";
  private static final int SCREEN = 3;
  private static final int PAGE = 2;

  private final List<LabInvoice> scrolled =
      LabInvoice.monthly(7, "S", LabRun.TODAY.minusDays(20), "EUR", "invoice");
  private final List<LabInvoice> linked = new ArrayList<>();

  GrammarPortal() {
    super(HOST);
    for (int month = 8; month <= 10; month++) {
      // The day is told as a moment of another zone, the sum in cents, the month without a day.
      linked.add(
          new LabInvoice(
              "L" + month,
              "L" + month,
              LocalDate.of(2026, month, month == 9 ? 30 : 31),
              BigDecimal.valueOf(1_000L + month, 2),
              "EUR",
              "statement"));
    }
    get("/login", GrammarPortal::login);
    form("/login", this::password);
    inside("/home", visit -> Reply.page("Home", "<h1 id=\"home\">Home</h1>"));
    inside("/bills", visit -> Reply.page("Bills", "<iframe id=\"list\" src=\"/frame\"></iframe>"));
    inside("/frame", this::frame);
    inside("/pdf/{id}", visit -> document(visit.segment("id")));
    inside("/statements", this::statements, "after");
    post("/statement", this::statement);
  }

  @Override
  List<LabInvoice> invoices() {
    var all = new ArrayList<>(scrolled);
    all.addAll(linked);
    return all;
  }

  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("/login");
  }

  private static Reply login(Visit visit) {
    return Reply.page(
        "Login",
        visit.form(
            "",
            "/login",
            "<input name=\"user\" id=\"user\"><input type=\"password\" name=\"pass\" id=\"pass\">"
                + "<button>Go</button>"));
  }

  private Reply password(Visit visit) {
    if (!isPassword(visit.field("user"), visit.field("pass"))) {
      return login(visit);
    }
    signIn(visit);
    return Reply.redirect("/home");
  }

  // Two of the rows are folded away, the others come as one scrolls.
  private Reply frame(Visit visit) {
    var rows = new StringBuilder();
    for (int i = 0; i < scrolled.size(); i++) {
      LabInvoice one = scrolled.get(i);
      String row =
          """
          <div class="bill" style="height: 200px"%s><b class="no">%s</b> <i class="day">%s</i>
          <i class="sum">%s</i> <a href="/pdf/%s">PDF</a></div>
          """
              .formatted(
                  i == 1 || i == 2 ? " hidden" : "",
                  one.number(),
                  one.day("dd.MM.uuuu", Locale.GERMAN),
                  one.amount(),
                  one.id());
      rows.append(i < SCREEN ? row : "<template>" + row + "</template>");
    }
    return Reply.page(
        "List",
        """
        <button class="unfold">Unfold</button><button class="unfold">Unfold</button>
        <div id="rows">%s</div>
        <script>
        Array.prototype.forEach.call(document.querySelectorAll('.unfold'), function (button) {
          button.addEventListener('click', function () {
            document.querySelector('.bill[hidden]').hidden = false;
            button.parentNode.removeChild(button);
          });
        });
        window.addEventListener('scroll', function () {
          var next = document.querySelector('template');
          if (next) {
            document.getElementById('rows').appendChild(document.importNode(next.content, true));
            next.parentNode.removeChild(next);
          }
        });
        </script>
        """
            .formatted(rows));
  }

  private Reply statements(Visit visit) {
    int from = visit.query("after").isEmpty() ? 0 : Integer.parseInt(visit.query("after"));
    int to = Math.min(from + PAGE, linked.size());
    String rows =
        linked.subList(from, to).stream()
            .map(
                one ->
                    "<li class=\"statement\" data-at=\"%sT23:30:00Z\" data-sum=\"%s\" data-state=\"%s\"></li>"
                        .formatted(
                            one.date().minusDays(1), one.amount().unscaledValue(), state(one)))
            .collect(Collectors.joining());
    String next =
        to < linked.size()
            ? "<a class=\"next\" href=\"/statements?after=" + to + "\">More</a>"
            : "";
    return Reply.page("Statements", "<ul>" + rows + "</ul>" + next);
  }

  private static String state(LabInvoice one) {
    byte[] json = new JsonObject().put("no", one.number()).toBuffer().getBytes();
    return Base64.getEncoder().encodeToString(json);
  }

  private Reply statement(Visit visit) {
    String number =
        linked.stream()
            .map(LabInvoice::id)
            .filter(id -> visit.body().matches("(?s).*name=\"no\".*?\r\n\r\n" + id + "\r\n--.*"))
            .findFirst()
            .orElse("none");
    boolean multipart =
        visit
            .header("Content-Type")
            .filter(type -> type.startsWith("multipart/form-data"))
            .isPresent();
    return isSignedIn(visit) && multipart
        ? document(number)
        : unstated("a statement asked otherwise");
  }
}
