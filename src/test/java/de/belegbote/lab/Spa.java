// Pages that scripts put together, as single-page applications do.
package de.belegbote.lab;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One document with parts in templates. A form with {@code data-send} sends its fields as JSON to
 * that path; a control with {@code data-show} shows the parts it names, one with {@code data-go}
 * goes to that path. Answers are {@link #show} and {@link #go}.
 */
final class Spa {
  /** The header that carries {@link Visit#scriptToken}. */
  static final String TOKEN = "X-CSRF-Token";

  private static final String SCRIPT =
      """
      <script>
      var root = document.getElementById('root');
      function show(names) {
        root.innerHTML = '';
        names.forEach(function (name) {
          root.appendChild(document.importNode(document.getElementById(name).content, true));
        });
        Array.prototype.forEach.call(root.querySelectorAll('form[data-send]'), function (form) {
          form.addEventListener('submit', function (event) {
            event.preventDefault();
            send(form);
          });
        });
        Array.prototype.forEach.call(root.querySelectorAll('[data-show]'), function (control) {
          control.addEventListener('click', function (event) {
            event.preventDefault();
            show(control.getAttribute('data-show').split(' '));
          });
        });
        Array.prototype.forEach.call(root.querySelectorAll('[data-go]'), function (control) {
          control.addEventListener('click', function () {
            location.href = control.getAttribute('data-go');
          });
        });
        boxes(root.querySelectorAll('input[maxlength="1"]'));
      }
      function boxes(all) {
        Array.prototype.forEach.call(all, function (box) {
          box.addEventListener('input', function () {
            var text = Array.prototype.map.call(all, function (b) { return b.value; }).join('');
            if (text.length === all.length) { send(box.form); }
          });
        });
      }
      function send(form) {
        var values = {};
        Array.prototype.forEach.call(form.elements, function (field) {
          if (field.name) { values[field.name] = (values[field.name] || '') + field.value; }
        });
        var request = new XMLHttpRequest();
        request.open('POST', form.getAttribute('data-send'));
        request.setRequestHeader('Content-Type', 'application/json');
        request.setRequestHeader('X-CSRF-Token', document.querySelector('meta[name=csrf]').content);
        request.onload = function () {
          var answer = JSON.parse(request.responseText);
          if (answer.go) { location.href = answer.go; }
          if (answer.show) { show(answer.show); }
        };
        request.send(JSON.stringify(values));
      }
      show(root.getAttribute('data-first').split(' '));
      </script>
      """;

  private Spa() {}

  /**
   * A page.
   *
   * @param first names of the parts that show at the start, with blanks between
   * @param parts their markup by name
   */
  static Reply page(Visit visit, String title, String first, Map<String, String> parts) {
    String templates =
        parts.entrySet().stream()
            .map(
                part -> "<template id=\"" + part.getKey() + "\">" + part.getValue() + "</template>")
            .collect(Collectors.joining());
    return Reply.page(
        title,
        "<meta name=\"csrf\" content=\"%s\"><div id=\"root\" data-first=\"%s\"></div>"
                .formatted(visit.scriptToken(), first)
            + templates
            + SCRIPT);
  }

  /** Has the page show these parts and no others. */
  static Reply show(String... parts) {
    var names = new JsonArray();
    for (String part : parts) {
      names.add(part);
    }
    return Reply.json(new JsonObject().put("show", names));
  }

  /** Has the page go elsewhere. */
  static Reply go(String path) {
    return Reply.json(new JsonObject().put("go", path));
  }
}
