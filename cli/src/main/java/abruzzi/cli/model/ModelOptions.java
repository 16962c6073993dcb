package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.choice.DeviceSource;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.profiles.HardwareProbe;
import abruzzi.runtime.model.DeviceOptions;
import abruzzi.runtime.model.ExpertList;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.ProductOptions;
import abruzzi.runtime.model.WorkerOptions;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.tuning.RunSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of all commands that compute with a model. */
public final class ModelOptions {
  private static final int MOST_THREADS = 1024;

  /** Up to here looking for hardware threads costs more time than it can save. */
  private static final int FEW_CORES = 4;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ModelFileOption file;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; without this option, one for each processor core.")
  private Integer threads;

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Most tokens in the context; without this option, what the model allows.")
  private Integer context;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      description = "How the context is stored: f32, f16 or q8_0.")
  private KvCacheType cacheType;

  @Option(
      names = "--yarn-beta-fast",
      paramLabel = "X",
      description = "Replaces the value of that name in the file.")
  private Double yarnBetaFast;

  @Option(
      names = "--repack",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = {
        "auto, on or off: copy weights into memory, in the layout that is computed with fastest.",
        "auto, the default, does it for large models as far as memory allows, but not for files"
            + " that are repacked already."
      })
  private RepackChoice repack;

  @Option(
      names = "--gpu",
      paramLabel = "WHERE",
      converter = GpuChoice.class,
      description = {
        "auto, off, cuda[:N] or opencl[:N]: what computes all but the routed experts.",
        "auto, the default, takes a graphics card if there is one, else the processors."
      })
  private DeviceChoice gpu;

  @Option(
      names = "--activations",
      paramLabel = "FORM",
      defaultValue = "exact",
      description = {
        "exact or rounded: what products on the processors take.",
        "rounded gives the numbers of programs that compute with 8-bit activations; it is slow."
      })
  private ActivationForm activations;

  @Option(
      names = "--gpu-activations",
      paramLabel = "FORM",
      description = {
        "exact, the default, or rounded: what products on a graphics card take.",
        "rounded is faster there, and its results are about 1 %% off."
      })
  private ActivationForm gpuActivations;

  @Option(
      names = "--gpu-experts",
      paramLabel = "FILE",
      description = {
        "Routed experts that the graphics card computes as well.",
        "A line names a layer and experts of it, as in '3 17 42'."
      })
  private Path gpuExperts;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "Obey this plan, which plan --json or --plan-out wrote, instead of a new one.")
  private Path planFile;

  @Option(
      names = "--plan-out",
      paramLabel = "FILE",
      description = "Write the plan that is obeyed to a file.")
  private Path planOut;

  @Option(
      names = "--no-tuned",
      description = "Run as is usual, whatever abruzzi tune has found for the model.")
  private boolean notTuned;

  /** Which file. */
  public ModelFileOption file() {
    return file;
  }

  /**
   * Checks the numbers, before anything is read.
   *
   * @throws ParameterException if one is out of range
   */
  public void check() {
    check(
        threads == null || (threads >= 1 && threads <= MOST_THREADS),
        "--threads",
        threads,
        "1 to " + MOST_THREADS);
    check(
        yarnBetaFast == null || (yarnBetaFast > 0 && Double.isFinite(yarnBetaFast)),
        "--yarn-beta-fast",
        yarnBetaFast,
        "a number above 0");
    check(context == null || context >= 1, "--context", context, "at least 1");
  }

  /** The plan to obey, empty when a new one is to be made. */
  Optional<Path> planFile() {
    return Optional.ofNullable(planFile);
  }

  /** Where to write the plan, empty when nowhere. */
  Optional<Path> planOut() {
    return Optional.ofNullable(planOut);
  }

  /** Whether what tuning has found counts. */
  boolean tuned() {
    return !notTuned && planFile == null;
  }

  /**
   * How to run a model, as far as it is not for a plan to say.
   *
   * @param tuned what tuning has found, which the user's options go before
   */
  StartSettings startSettings(Optional<RunSettings> tuned) {
    return new StartSettings(
        threads == null
            ? tuned.map(t -> OptionalInt.of(t.threads())).orElse(OptionalInt.empty())
            : OptionalInt.of(threads),
        tuned.map(t -> OptionalInt.of(t.spinMicros())).orElse(OptionalInt.empty()),
        tuned.map(RunSettings::batchTokens).orElse(SessionOptions.defaults().batchTokens()),
        repack,
        tuned.map(RunSettings::copies),
        tuned.map(RunSettings::largePages).orElse(true),
        gpu == null
            ? tuned.map(WantedDevice::tuned).orElse(WantedDevice.ANY)
            : WantedDevice.of(gpu),
        gpuActivations == null
            ? tuned.map(RunSettings::activations).orElse(ActivationForm.EXACT)
            : gpuActivations);
  }

  /**
   * What a plan must respect, as far as the user says so.
   *
   * @param settings how the model is to be run
   * @param modelBytes size of the model's file
   * @param correction what earlier runs taught
   */
  PlanOptions.Builder planOptions(
      PlannedModel model, StartSettings settings, long modelBytes, RunCorrection correction) {
    PlanOptions.Builder options =
        PlanOptions.builder()
            .disk(true)
            .copies(settings.copies(modelBytes, model.tiled()))
            .usualContext(model.sizes().contextTokens())
            .hostBatch(settings.batchTokens())
            .streaming(false)
            .correction(correction);
    settings.threads().ifPresent(options::threads);
    if (context != null) {
      options.context(context);
    }
    if (cacheType != null) {
      options.cacheType(cacheType.type());
    }
    return options;
  }

  /**
   * How to open a model by a plan.
   *
   * @param device where its dense part is computed
   */
  LoadOptions loadOptions(StartPlan plan, DeviceSource device) {
    StartSettings settings = plan.settings();
    WorkerOptions workers =
        new WorkerOptions(
            settings.threads().orElse(plan.threads()),
            TimeUnit.MICROSECONDS.toNanos(plan.spinMicros()));
    return LoadOptions.of(workers)
        .withYarnBetaFast(
            yarnBetaFast == null ? OptionalDouble.empty() : OptionalDouble.of(yarnBetaFast))
        .withLargePages(settings.largePages())
        .withDevice(
            DeviceOptions.of(device)
                .withActivations(settings.activations())
                .withExperts(gpuExperts().orElseGet(plan::hotExperts)))
        .withProducts(ProductOptions.rounded(activations == ActivationForm.ROUNDED));
  }

  /** Experts that a graphics card computes because the user says so, empty where it is planned. */
  Optional<ExpertList> gpuExperts() {
    return Optional.ofNullable(gpuExperts).map(ModelOptions::experts);
  }

  private static ExpertList experts(Path file) {
    try {
      return ExpertList.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Copies weights as the plan and the user want it, with a bar while that lasts. Whoever gets it
   * closes it.
   *
   * @param beforeBar run before there may be a bar
   */
  CopyProgress copying(Console console, Path model, StartPlan plan, Runnable beforeBar) {
    return new CopyProgress(console, plan.settings(), plan.copyBytes(), model, beforeBar);
  }

  /**
   * How to open a session: as the user says, else as the plan does.
   *
   * @param plan the plan by which the model was opened
   */
  public SessionOptions sessionOptions(StartPlan plan) {
    return sessionOptions(plan.cacheType(), plan);
  }

  /**
   * How to open a session with a cache of some type, unless the user says otherwise.
   *
   * @param plan the plan by which the model was opened
   */
  public SessionOptions sessionOptions(KvCacheType otherwise, StartPlan plan) {
    SessionOptions options =
        SessionOptions.defaults()
            .withCache(cacheType == null ? otherwise : cacheType)
            .withBatch(plan.settings().batchTokens());
    OptionalInt tokens = context == null ? plan.context() : OptionalInt.of(context);
    return tokens.isPresent() ? options.withContext(tokens.getAsInt()) : options;
  }

  /** The context as the user gave it, else {@code otherwise}. */
  public int contextOr(int otherwise) {
    return context == null ? otherwise : context;
  }

  /** Threads that compute: as the user says, else one for each core. */
  public int threadsOrUsual() {
    return threads == null ? defaultThreads() : threads;
  }

  /** All options that change results, as text that is equal when they are. */
  public String numerics() {
    return "cache %s, yarn %s, repack %s, device %s, activations %s and %s, experts %s"
        .formatted(cacheType, yarnBetaFast, repack, gpu, activations, gpuActivations, gpuExperts);
  }

  /** One for each core; quick where there are few. */
  static int defaultThreads() {
    int logical = HardwareProbe.logicalCores();
    return logical > FEW_CORES ? HardwareProbe.cpu().physicalCores() : logical;
  }

  private void check(boolean valid, String option, Number value, String expected) {
    if (!valid) {
      throw new ParameterException(
          command.commandLine(), option + "=" + value + ", expected " + expected);
    }
  }
}
