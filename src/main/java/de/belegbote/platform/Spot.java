// Where in a picture that somebody sent something is.
package de.belegbote.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A part of a picture as a person sees it, whichever way the camera was held.
 *
 * @param corners four, in order around the part; empty if there is nothing to show
 * @param place in which ninth of the part: {@code top-left}, {@code top}, … {@code middle}, …
 *     {@code bottom-right}
 */
public record Spot(List<Corner> corners, Optional<String> place) {
  /** Shares of the picture's width and height, 0 to 1 from the top left. */
  public record Corner(double x, double y) {
    /** Cut to the picture and to what a screen can show. */
    public Corner {
      x = shown(x);
      y = shown(y);
    }

    private static double shown(double share) {
      return Math.round(Math.max(0, Math.min(1, share)) * 10_000) / 10_000.0;
    }
  }

  public Spot {
    corners = List.copyOf(corners);
  }

  /** The corners for an address: x and y in turn, between commas. */
  public String numbers() {
    return corners.stream()
        .map(corner -> corner.x + "," + corner.y)
        .collect(Collectors.joining(","));
  }

  /** As the contract shows it. */
  public JsonObject json() {
    var list = new JsonArray();
    corners.forEach(corner -> list.add(new JsonArray().add(corner.x).add(corner.y)));
    var json = new JsonObject().put("corners", list);
    place.ifPresent(name -> json.put("place", name));
    return json;
  }
}
