// A process that has spoilt pictures read, and ends with 1 at the first answer that is not clear.
package de.belegbote.enrolment.barcode;

import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Goes the way of an upload from the whole file on: the pool's limits, header, pixels, codes. A
 * process of its own, so that its heap can be as small as the photos may make it.
 */
final class PictureFuzz {
  /** Enough for the quick ways of reading; what they miss costs no more. */
  private static final Duration BUDGET = Duration.ofMillis(3);

  /** That none is read for ever is what counts here; a busy machine may be slow. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final int AT_ONCE = Runtime.getRuntime().availableProcessors() + 1;

  /** One of so many is large. */
  private static final int SMALL_FOR_ONE_BOMB = 200;

  /** One of so many is of a kind that is opened in a process of its own. */
  private static final int SMALL_FOR_ONE_FOREIGN = 150;

  private static final String READ = "read";
  private static final Mutation[] KINDS = Mutation.values();
  private static final List<Buffer> SEEDS = FuzzSeeds.small();
  private static final List<Buffer> FOREIGN = FuzzSeeds.foreign();
  private static final List<Buffer> BOMBS = FuzzSeeds.bombs();

  private final Map<String, Integer> answers = new TreeMap<>();
  private final AtomicReference<String> fault = new AtomicReference<>();
  private final Semaphore places = new Semaphore(AT_ONCE);

  private PictureFuzz() {}

  /** Arguments: how many pictures, and the seed of the first; each has the next number as seed. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    var fuzz = new PictureFuzz();
    fuzz.run(count, seed);
    System.out.println(fuzz.summary());
    System.out.flush();
    // The pool's threads are no reason to stay.
    Runtime.getRuntime().halt(fuzz.fault.get() == null ? 0 : 1);
  }

  private void run(int count, long first) throws Exception {
    var files =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(files));
    vertx
        .deployVerticle(new BarcodeVerticle(TimeSource.system(), BUDGET, LIMIT))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    var reader = new BarcodeReader(vertx.eventBus(), LIMIT);
    for (long seed = first; seed < first + count && fault.get() == null; seed++) {
      long number = seed;
      places.acquire();
      reader
          .read(picture(seed))
          .onSuccess(code -> note(READ))
          .onFailure(why -> judge(number, why))
          .onComplete(done -> places.release());
    }
    places.acquire(AT_ONCE);
  }

  /** The same for the same seed. */
  private static Buffer picture(long seed) {
    var random = new Random(seed);
    boolean large = random.nextInt(SMALL_FOR_ONE_BOMB) == 0;
    boolean foreign = random.nextInt(SMALL_FOR_ONE_FOREIGN) == 0;
    List<Buffer> from = large ? BOMBS : foreign ? FOREIGN : SEEDS;
    Buffer file = from.get(random.nextInt(from.size()));
    for (int times = large || random.nextInt(3) > 0 ? 1 : 2; times > 0; times--) {
      file = KINDS[random.nextInt(KINDS.length)].of(file, SEEDS, random);
    }
    return file;
  }

  /** Clear is: the sender's fault by its status, with a reason the pages know and a sentence. */
  private void judge(long seed, Throwable why) {
    if (why instanceof Failure failure
        && failure.problem().status() >= 400
        && failure.problem().status() < 500
        && failure.reason().isPresent()
        && failure.detail().endsWith(".")) {
      note(failure.reason().get());
      return;
    }
    Throwable cause = why.getCause() == null ? why : why.getCause();
    if (fault.compareAndSet(null, "seed " + seed + ": " + why)) {
      cause.printStackTrace(System.out);
    }
  }

  private synchronized void note(String answer) {
    answers.merge(answer, 1, Integer::sum);
  }

  /** One line a kind of answer, or what went wrong. */
  private synchronized String summary() {
    return fault.get() == null
        ? answers.entrySet().stream()
            .map(entry -> "answer " + entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining("\n"))
        : "FAULT " + fault.get();
  }
}
