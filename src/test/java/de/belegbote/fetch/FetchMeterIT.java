// Each end of a fetch is counted once, by portal and outcome.
package de.belegbote.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.testing.Wait;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchMeterIT {
  @TempDir Path folder;
  private FetchRows rows;

  @BeforeEach
  void start() {
    rows = new FetchRows(folder);
  }

  @AfterEach
  void stop() {
    rows.close();
  }

  private void run() {
    var pool = rows.vertx.createSharedWorkerExecutor("fetch", 1, 1, TimeUnit.MINUTES);
    var watch = new ClaimWatch(rows.queue, rows.claim(), rows.time);
    Wait.until(new FetchRun(rows.parts, rows.vertx, pool, rows.recipe, watch).carryOut());
  }

  private List<String> counted() {
    return rows.meters.getMeters().stream()
        .map(meter -> meter.getId().getName() + meter.getId().getTags() + meter.measure())
        .toList();
  }

  @Test
  void countsHowFetchesEnd() {
    // A closed login ends a run without a browser.
    rows.change("update login set closed_by = 'CODE_REJECTED' where tenant_id = $1");
    rows.account("active");
    rows.account("active");

    run();
    run();

    assertEquals(1, rows.meters.getMeters().size(), () -> counted().toString());
    assertEquals(
        2.0,
        rows.meters
            .get("belegbote.fetches")
            .tags("portal", "practice", "outcome", "CODE_REJECTED")
            .counter()
            .count());
  }

  @Test
  void countsNothingThatCouldNotBeWritten() {
    rows.account("active");
    var watch = new ClaimWatch(rows.queue, rows.claim(), rows.time);
    rows.change("update login set closed_by = 'CODE_REJECTED' where tenant_id = $1");
    rows.change("update fetch_queue set claim = gen_random_uuid() where tenant_id = $1");
    var pool = rows.vertx.createSharedWorkerExecutor("fetch", 1, 1, TimeUnit.MINUTES);

    Wait.until(new FetchRun(rows.parts, rows.vertx, pool, rows.recipe, watch).carryOut());

    assertEquals(List.of(), counted());
  }
}
