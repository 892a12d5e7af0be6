// When a portal account is looked at again.
package de.belegbote.accounts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Every so many days, on allowed weekdays and hours of a time zone; an empty set allows all. The
 * minute follows from the account's id, so that not everybody comes at once.
 *
 * @param intervalDays 1 to 100
 */
public record Schedule(int intervalDays, ZoneId zone, Set<DayOfWeek> weekdays, Set<Integer> hours) {
  private static final int STANDARD_DAYS = 7;
  private static final String STANDARD_ZONE = "Europe/Berlin";

  /**
   * Reads a schedule as the contract or a row states it.
   *
   * @throws java.time.DateTimeException for an unknown time zone
   */
  static Schedule of(JsonObject json) {
    var weekdays = EnumSet.noneOf(DayOfWeek.class);
    json.getJsonArray("weekdays", new JsonArray())
        .forEach(day -> weekdays.add(DayOfWeek.valueOf(day.toString().toUpperCase(Locale.ROOT))));
    var hours = new TreeSet<Integer>();
    json.getJsonArray("hours", new JsonArray()).forEach(hour -> hours.add((Integer) hour));
    return new Schedule(
        json.getInteger("intervalDays", STANDARD_DAYS),
        ZoneId.of(json.getString("timeZone", STANDARD_ZONE)),
        weekdays,
        hours);
  }

  JsonObject json() {
    var json = new JsonObject().put("intervalDays", intervalDays).put("timeZone", zone.getId());
    if (!weekdays.isEmpty()) {
      var days = new JsonArray();
      weekdays.forEach(day -> days.add(day.name().toLowerCase(Locale.ROOT)));
      json.put("weekdays", days);
    }
    if (!hours.isEmpty()) {
      json.put("hours", new JsonArray(java.util.List.copyOf(hours)));
    }
    return json;
  }

  /** The next time for an account, after a fetch that ended at {@code last}. */
  public Instant next(Instant last, UUID account) {
    int minute = Math.floorMod(account.hashCode(), 60);
    ZonedDateTime time =
        last.atZone(zone).plusDays(intervalDays).truncatedTo(ChronoUnit.HOURS).withMinute(minute);
    // A week of hours holds every allowed pair of weekday and hour.
    for (int hour = 0; hour < 24 * 8 && !allowed(time); hour++) {
      time = time.plusHours(1);
    }
    return time.toInstant();
  }

  private boolean allowed(ZonedDateTime time) {
    return (weekdays.isEmpty() || weekdays.contains(time.getDayOfWeek()))
        && (hours.isEmpty() || hours.contains(time.getHour()));
  }
}
