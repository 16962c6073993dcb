package abruzzi.runtime.tuning;

import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.benchmark.RandomRounds;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.WorkerOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tries settings out on a model, with random tokens. The model stays open in between; it is loaded
 * again only for settings that need it.
 *
 * <p>Threading: one thread at a time.
 */
public final class ModelTrials implements Trials<RunSettings>, AutoCloseable {
  private static final long SEED = 6461;
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final int CALIBRATIONS = 3;
  private static final int SHORT_PROMPT = 32;
  private static final int SHORT_ANSWER = 4;
  private static final int MOST_PROMPT = 512;
  private static final int MOST_ANSWER = 64;

  /** What a measurement takes, where the model is fast enough for that. */
  private static final double PROMPT_SECONDS = 0.7;

  private static final double ANSWER_SECONDS = 0.5;

  private final Opener opener;
  private final SessionOptions sessions;
  private final RandomRounds rounds = new RandomRounds(SEED);
  private final List<RunSettings> warmed = new ArrayList<>();
  private Lengths lengths = new Lengths(SHORT_PROMPT, SHORT_ANSWER);
  private KimiModel model;
  private RunSettings current;
  private long loadNanos;
  private final List<Long> nanos = new ArrayList<>();

  /** Opens a model with some settings. */
  @FunctionalInterface
  public interface Opener {
    /** Opens it; whoever calls closes it. */
    KimiModel open(RunSettings settings);
  }

  /**
   * How much is measured at a time.
   *
   * @param promptTokens tokens of the prompt
   * @param generateTokens single tokens behind it
   */
  public record Lengths(int promptTokens, int generateTokens) {}

  /**
   * Nothing is open yet.
   *
   * @param sessions how the context is stored
   */
  public ModelTrials(Opener opener, SessionOptions sessions) {
    this.opener = opener;
    this.sessions = sessions;
  }

  /** How much a measurement of about a second is, found out with some settings. */
  public Lengths calibrate(RunSettings settings) {
    double prefill = 0;
    double decode = 0;
    for (int i = 0; i < CALIBRATIONS; i++) { // whatever disturbs makes slower, not faster
      SpeedSample speed = measure(settings);
      prefill = Math.max(prefill, speed.prefillTps());
      decode = Math.max(decode, speed.decodeTps());
    }
    int most = (int) Math.min(MOST_PROMPT, PROMPT_SECONDS * prefill);
    int prompt = Math.max(SHORT_PROMPT, Integer.highestOneBit(Math.max(1, most)));
    int answer = (int) (ANSWER_SECONDS * decode);
    return new Lengths(prompt, Math.clamp(answer, SHORT_ANSWER, MOST_ANSWER));
  }

  /** Measures so much at a time from now on. */
  public void use(Lengths wanted) {
    lengths = wanted;
  }

  @Override
  public SpeedSample measure(RunSettings settings) {
    prepare(settings);
    long start = System.nanoTime();
    SpeedSample sample = measurePrepared(settings);
    nanos.add(System.nanoTime() - start);
    return sample;
  }

  /** Time of a measurement, in the middle of those so far. */
  long usualNanos() {
    long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  /** Time of loading the model, the last time. */
  long loadNanos() {
    return loadNanos;
  }

  private SpeedSample measurePrepared(RunSettings settings) {
    int context = Math.addExact(lengths.promptTokens(), lengths.generateTokens());
    SessionOptions options = sessions.withContext(context).withBatch(settings.batchTokens());
    try (Session session = Session.open(model, options)) {
      warmUp(session, settings);
      RandomRounds.Round round =
          rounds.next(session, lengths.promptTokens(), lengths.generateTokens());
      return new SpeedSample(round.prefillTps(), round.decodeTps());
    }
  }

  /** What was never computed with before is still to be compiled. */
  private void warmUp(Session session, RunSettings settings) {
    boolean known = warmed.stream().anyMatch(settings::sameLoad);
    long start = System.nanoTime();
    do {
      rounds.next(
          session,
          Math.min(SHORT_PROMPT, lengths.promptTokens()),
          Math.min(SHORT_ANSWER, lengths.generateTokens()));
    } while (!known && System.nanoTime() - start < WARM_UP_NANOS);
    if (!known) {
      warmed.add(settings);
    }
  }

  private void prepare(RunSettings settings) {
    if (model == null || !settings.sameLoad(current)) {
      close();
      long start = System.nanoTime();
      model = opener.open(settings);
      ModelBenchmark.preload(model);
      loadNanos = System.nanoTime() - start;
    } else if (settings.threads() != current.threads()
        || settings.spinMicros() != current.spinMicros()) {
      model.replaceWorkers(
          new WorkerOptions(
              settings.threads(), TimeUnit.MICROSECONDS.toNanos(settings.spinMicros())));
    }
    current = settings;
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
