// Reads a recipe's YAML and remembers on which line everything stands.
package de.belegbote.portals.recipe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML 1.2 without anchors, tags and double keys, at most 256 kB.
 *
 * @param file name for error messages
 * @param top the document
 * @param lines line (from 1) of each key or list entry by its JSON pointer
 */
record RecipeText(String file, JsonObject top, Map<String, Integer> lines) {
  private static final int LIMIT = 256 * 1024;

  /** Reads one document whose top is a map; throws {@link RecipeException}. */
  static RecipeText read(String file, String yaml) {
    var settings = LoadSettings.builder().setLabel(file).setCodePointLimit(LIMIT).build();
    try {
      new Parse(settings).parseString(yaml).forEach(event -> refuseExtras(file, event));
      Node top = new Compose(settings).composeString(yaml).orElse(null);
      if (!(top instanceof MappingNode map)) {
        throw new RecipeException(file, 1, "a map is expected at the top", null);
      }
      var text = new RecipeText(file, new JsonObject(), new HashMap<>());
      text.fill(text.top, "", map);
      return text;
    } catch (MarkedYamlEngineException broken) {
      throw new RecipeException(
          file, line(broken.getProblemMark()), "no YAML: " + broken.getProblem(), broken);
    } catch (YamlEngineException broken) {
      throw new RecipeException(file, 0, "no YAML: " + broken.getMessage(), broken);
    }
  }

  /** The refusal of what stands at the pointer. */
  RecipeException wrong(String pointer, String what) {
    return new RecipeException(file, lineOf(pointer), what, null);
  }

  int lineOf(String pointer) {
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      if (lines.containsKey(at)) {
        return lines.get(at);
      }
    }
    return 1;
  }

  /** One more step of a JSON pointer (RFC 6901). */
  static String step(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  private static void refuseExtras(String file, Event event) {
    boolean tagged =
        event instanceof ScalarEvent scalar
            ? scalar.getTag().isPresent()
            : event instanceof CollectionStartEvent start && start.getTag().isPresent();
    if (tagged) {
      throw new RecipeException(file, line(event.getStartMark()), "tags are not allowed", null);
    }
    boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
    if (anchored || event instanceof AliasEvent) {
      throw new RecipeException(
          file, line(event.getStartMark()), "anchors and aliases are not allowed", null);
    }
  }

  private void fill(JsonObject object, String pointer, MappingNode map) {
    for (NodeTuple entry : map.getValue()) {
      int line = line(entry.getKeyNode().getStartMark());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new RecipeException(file, line, "a key must be a plain text", null);
      }
      if (object.containsKey(key.getValue())) {
        throw new RecipeException(file, line, "key " + key.getValue() + " is there twice", null);
      }
      String at = step(pointer, key.getValue());
      lines.put(at, line);
      object.put(key.getValue(), json(at, entry.getValueNode()));
    }
  }

  private Object json(String pointer, Node node) {
    if (node instanceof MappingNode map) {
      var object = new JsonObject();
      fill(object, pointer, map);
      return object;
    }
    if (node instanceof SequenceNode list) {
      var array = new JsonArray();
      for (Node item : list.getValue()) {
        String at = pointer + "/" + array.size();
        lines.put(at, line(item.getStartMark()));
        array.add(json(at, item));
      }
      return array;
    }
    return scalar(pointer, (ScalarNode) node);
  }

  private Object scalar(String pointer, ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    if (tag.equals(Tag.INT)) {
      try {
        return Integer.decode(text.replaceFirst("^\\+?0o", "0"));
      } catch (NumberFormatException tooBig) {
        throw new RecipeException(file, lineOf(pointer), text + " is too large a number", tooBig);
      }
    }
    if (tag.equals(Tag.FLOAT)) {
      throw wrong(pointer, "fractions are not used in recipes; quote the text " + text);
    }
    if (tag.equals(Tag.NULL)) {
      throw wrong(pointer, "a value is missing");
    }
    return text;
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(m -> m.getLine() + 1).orElse(0);
  }
}
