package abruzzi.cli.compare;

import abruzzi.cli.compare.CompareReport.Model;
import abruzzi.cli.compare.CompareReport.Score;
import abruzzi.cli.compare.CompareReport.Speed;
import abruzzi.cli.compare.CompareReport.SpeedSetting;
import abruzzi.cli.compare.CompareReport.Verdict;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.ErrorLine;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.ModelOptions;
import abruzzi.cli.model.OpenModel;
import abruzzi.dense.KvCacheType;
import abruzzi.planner.ModelInventory;
import abruzzi.planner.PlannedModel;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.evaluation.WeightErrors;
import abruzzi.runtime.model.ModelConfig;
import abruzzi.runtime.model.ModelConfigReader;
import abruzzi.runtime.planning.ModelFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs a comparison: the base model first, then all others; what is known already is taken. */
final class Comparison {
  private static final int USUAL_CONTEXT = 32_768;
  private static final int TYPES_SHOWN = 3;

  private final Console console;
  private final Installation installation;
  private final ModelOptions options;
  private final CompareState state;
  private final ComparedFile base;
  private final List<ComparedText> texts;
  private final Optional<ModelBenchmark> benchmark;
  private final Optional<MachineFit> machine;

  Comparison(
      Console console,
      Installation installation,
      ModelOptions options,
      CompareState state,
      ComparedFile base,
      List<ComparedText> texts,
      Optional<ModelBenchmark> benchmark,
      Optional<MachineFit> machine) {
    this.console = console;
    this.installation = installation;
    this.options = options;
    this.state = state;
    this.base = base;
    this.texts = texts;
    this.benchmark = benchmark;
    this.machine = machine;
  }

  /** The base model's part. Its failure is one of the whole comparison. */
  Model base(String task) {
    return measured(base, task);
  }

  /** Another model's part; a failure is kept in it. */
  Model model(String name, Path path, String task) {
    try {
      return measured(ComparedFile.open(name, path), task);
    } catch (IOException | RuntimeException e) {
      return Model.failed(name, path.toString(), ErrorLine.of(e));
    }
  }

  /** Name of the machine that verdicts are about, null without one. */
  String machineName() {
    return machine.map(m -> m.machine().name()).orElse(null);
  }

  /** How speeds are measured, null when they are not. */
  SpeedSetting speedSetting() {
    if (benchmark.isEmpty()) {
      return null;
    }
    ModelBenchmark b = benchmark.get();
    return new SpeedSetting(
        options.threadsOrUsual(), b.promptTokens(), b.generateTokens(), b.repeats(), bandwidth());
  }

  private double bandwidth() {
    return state.once(
        state.file(".bandwidth.json", options.threadsOrUsual()),
        Double.class,
        () -> MemoryBandwidth.measure(options.threadsOrUsual()).bytesPerSecond());
  }

  private Model measured(ComparedFile file, String task) {
    try (Opened opened = new Opened(file, task)) {
      List<Score> scores = new ArrayList<>();
      for (ComparedText text : texts) {
        Score score = score(file, text, opened);
        scores.add(score);
        console.err().println(CompareText.line(task, text.name(), score));
      }
      Speed speed = benchmark.map(b -> speed(file, b, opened)).orElse(null);
      return facts(file, scores, speed);
    }
  }

  private Score score(ComparedFile file, ComparedText text, Opened opened) {
    String about = options.numerics();
    Path logits = state.file(".logits", base.hash(), text.key(), about);
    Path known = state.file(".json", base.hash(), file.hash(), text.key(), about);
    if (file.hash().equals(base.hash())) {
      return state.once(known, Score.class, () -> opened.get().base(text, file.hash(), logits));
    }
    Path scores = state.file(".scores", base.hash(), file.hash(), text.key(), about);
    return state.once(known, Score.class, () -> opened.get().against(text, logits, scores));
  }

  private Speed speed(ComparedFile file, ModelBenchmark b, Opened opened) {
    double bytesPerSecond = bandwidth();
    return state.once(
        state.file(".speed.json", file.hash(), b, options.threadsOrUsual(), options.numerics()),
        Speed.class,
        () -> opened.get().speed(b, bytesPerSecond));
  }

  private Model facts(ComparedFile compared, List<Score> scores, Speed speed) {
    try (GgufFile file = GgufFile.open(compared.path());
        GgufFile original = GgufFile.open(base.path())) {
      PlannedModel planned = ModelFacts.of(file);
      ModelInventory inventory = planned.inventory();
      long weights = inventory.total().bytes();
      Verdict verdict = machine.map(m -> m.of(planned)).orElse(null);
      boolean same = compared.hash().equals(base.hash());
      return new Model(
          compared.name(),
          compared.path().toString(),
          file.sizeBytes(),
          8.0 * weights / inventory.total().parameters(),
          weights,
          weights + cacheBytes(ModelConfigReader.read(file, OptionalDouble.empty())),
          types(inventory),
          scores,
          same ? null : WeightErrors.byLayer(original, file),
          speed,
          verdict,
          null);
    }
  }

  private static long cacheBytes(ModelConfig config) {
    int width = config.attention().latent() + config.attention().rope();
    long tokens = Math.min(config.contextLength(), USUAL_CONTEXT);
    return config.layers() * tokens * KvCacheType.F16.rowBytes(width);
  }

  private static String types(ModelInventory inventory) {
    return String.join(
        ", ",
        inventory.byType().entrySet().stream()
            .sorted((a, b) -> Long.compare(b.getValue().bytes(), a.getValue().bytes()))
            .limit(TYPES_SHOWN)
            .map(entry -> entry.getKey().toString())
            .toList());
  }

  /** Opens the model when something has to be computed with it. */
  private final class Opened implements AutoCloseable {
    private final ComparedFile file;
    private final String task;
    private OpenModel model;

    Opened(ComparedFile file, String task) {
      this.file = file;
      this.task = task;
    }

    ModelMeasurement get() {
      if (model == null) {
        model = OpenModel.open(file.path(), options, console, installation);
      }
      return new ModelMeasurement(
          console,
          task,
          model.model(),
          options.sessionOptions(KvCacheType.F32, model.plan()),
          options.sessionOptions(model.plan()));
    }

    @Override
    public void close() {
      if (model != null) {
        model.close();
      }
    }
  }
}
