package abruzzi.runtime.tuning;

import abruzzi.profiles.HardwareProbe;
import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.benchmark.RandomRounds;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.WorkerOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tries settings out on a model, with random tokens. The model stays open in between; it is loaded
 * again only for settings that need it, and where memory allows both stay open.
 *
 * <p>Threading: one thread at a time.
 */
public final class ModelTrials implements Trials<RunSettings>, AutoCloseable {
  private static final long SEED = 6461;
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  /** Enough to find pages and start threads. */
  private static final int WARM_UP_PROMPT = 8;

  private static final int CALIBRATIONS = 2;
  private static final int SHORT_PROMPT = 32;
  private static final int SHORT_ANSWER = 4;

  /** A long prompt, however slow the model is: what is best for shorter ones need not be for it. */
  private static final int LONG_PROMPT = 512;

  private static final int MOST_ANSWER = 64;

  /** What a measurement takes, where the model is fast enough for that. */
  private static final double PROMPT_SECONDS = 0.7;

  private static final double ANSWER_SECONDS = 0.5;

  /** How many times as long it takes to load with copies, about. */
  private static final int COPYING_FACTOR = 4;

  private final Opener opener;
  private final SessionOptions sessions;
  private final LongSupplier availableBytes;
  private final RandomRounds rounds = new RandomRounds(SEED);
  private final List<RunSettings> warmed = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private Lengths lengths = new Lengths(SHORT_PROMPT, SHORT_ANSWER, SHORT_PROMPT);
  private SpeedSample fastest = new SpeedSample(0, 0);
  private long copyingNanos;
  private long mappingNanos;

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
   * @param longPromptTokens tokens of a long prompt
   */
  public record Lengths(int promptTokens, int generateTokens, int longPromptTokens) {
    /** Checks the numbers. */
    public Lengths {
      if (promptTokens < 1 || generateTokens < 1 || longPromptTokens < promptTokens) {
        throw new IllegalArgumentException(
            "lengths=%d, %d and %d, expected at least 1, and long prompts that are longer"
                .formatted(promptTokens, generateTokens, longPromptTokens));
      }
    }

    private int prompt(Workload workload) {
      return workload == Workload.EXCHANGE ? promptTokens : longPromptTokens;
    }

    private int answer(Workload workload) {
      return workload == Workload.PROMPT ? 1 : generateTokens;
    }
  }

  /** A model that is open, and how it was last used. */
  private static final class Load {
    private final KimiModel model;
    private RunSettings settings;

    Load(KimiModel model, RunSettings settings) {
      this.model = model;
      this.settings = settings;
    }
  }

  /**
   * Nothing is open yet.
   *
   * @param sessions how the context is stored
   */
  public ModelTrials(Opener opener, SessionOptions sessions) {
    this(opener, sessions, HardwareProbe::availableMemoryBytes);
  }

  /** With so much memory available. */
  ModelTrials(Opener opener, SessionOptions sessions, LongSupplier availableBytes) {
    this.opener = opener;
    this.sessions = sessions;
    this.availableBytes = availableBytes;
  }

  /** How much a measurement of about a second is, found out with some settings. */
  public Lengths calibrate(RunSettings settings) {
    for (int i = 0; i < CALIBRATIONS; i++) { // whatever disturbs makes slower, not faster
      measure(settings, Workload.EXCHANGE);
    }
    int most = (int) Math.min(LONG_PROMPT, PROMPT_SECONDS * fastest.prefillTps());
    int answer = (int) (ANSWER_SECONDS * fastest.decodeTps());
    return new Lengths(
        Math.max(SHORT_PROMPT, Integer.highestOneBit(Math.max(1, most))),
        Math.clamp(answer, SHORT_ANSWER, MOST_ANSWER),
        LONG_PROMPT);
  }

  /** Measures so much at a time from now on. */
  public void use(Lengths wanted) {
    lengths = wanted;
  }

  @Override
  public SpeedSample measure(RunSettings settings, Workload workload) {
    KimiModel model = prepared(settings);
    int prompt = lengths.prompt(workload);
    int answer = lengths.answer(workload);
    SessionOptions options =
        sessions.withContext(Math.addExact(prompt, answer)).withBatch(settings.batchTokens());
    try (Session session = Session.open(model, options)) {
      warmUp(session, settings, prompt, answer);
      RandomRounds.Round round = rounds.next(session, prompt, answer);
      SpeedSample speed = new SpeedSample(round.prefillTps(), round.decodeTps());
      fastest =
          new SpeedSample(
              Math.max(fastest.prefillTps(), speed.prefillTps()),
              Math.max(fastest.decodeTps(), speed.decodeTps()));
      return speed;
    }
  }

  @Override
  public long expectedNanos(RunSettings settings, Workload workload) {
    double seconds =
        (WARM_UP_PROMPT + lengths.prompt(workload)) / fastest.prefillTps()
            + (1 + lengths.answer(workload)) / fastest.decodeTps();
    boolean open = loads.stream().anyMatch(load -> load.settings.sameLoad(settings));
    boolean warm = warmed.stream().anyMatch(settings::sameLoad);
    long measuring = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    return measuring + (open ? 0 : loadNanos(settings)) + (warm ? 0 : WARM_UP_NANOS);
  }

  /** What was never loaded like that is guessed from the other way: copying takes a while. */
  private long loadNanos(RunSettings settings) {
    if (settings.copies()) {
      return copyingNanos > 0 ? copyingNanos : COPYING_FACTOR * mappingNanos;
    }
    return mappingNanos > 0 ? mappingNanos : copyingNanos / COPYING_FACTOR;
  }

  /** What was never computed with before is still to be compiled. */
  private void warmUp(Session session, RunSettings settings, int prompt, int answer) {
    boolean known = warmed.stream().anyMatch(settings::sameLoad);
    long start = System.nanoTime();
    do {
      rounds.next(
          session,
          Math.min(known ? WARM_UP_PROMPT : SHORT_PROMPT, prompt),
          known ? 1 : Math.min(SHORT_ANSWER, answer));
    } while (!known && System.nanoTime() - start < WARM_UP_NANOS);
    if (!known) {
      warmed.add(settings);
    }
  }

  private KimiModel prepared(RunSettings settings) {
    Load load =
        loads.stream()
            .filter(open -> open.settings.sameLoad(settings))
            .findFirst()
            .orElseGet(() -> load(settings));
    if (settings.threads() != load.settings.threads()
        || settings.spinMicros() != load.settings.spinMicros()) {
      load.model.replaceWorkers(
          new WorkerOptions(
              settings.threads(), TimeUnit.MICROSECONDS.toNanos(settings.spinMicros())));
    }
    load.settings = settings;
    loads.remove(load);
    loads.add(load); // the one used longest ago is the first to go
    return load.model;
  }

  private Load load(RunSettings settings) {
    while (!loads.isEmpty() && !roomBeside(settings)) {
      loads.remove(0).model.close();
    }
    long start = System.nanoTime();
    KimiModel model = opener.open(settings);
    ModelBenchmark.preload(model);
    long nanos = System.nanoTime() - start;
    if (settings.copies()) {
      copyingNanos = nanos;
    } else {
      mappingNanos = nanos;
    }
    return new Load(model, settings);
  }

  /** Devices hold one model. */
  private boolean roomBeside(RunSettings settings) {
    Load open = loads.get(0);
    if (loads.size() > 1 || (open.settings.usesDevice() && settings.usesDevice())) {
      return false;
    }
    return ModelMemory.of(open.model.file())
        .twiceIn(
            availableBytes.getAsLong(),
            open.settings.copies(),
            open.model.copiedBytes(),
            settings.copies());
  }

  @Override
  public void close() {
    loads.forEach(load -> load.model.close());
    loads.clear();
  }
}
