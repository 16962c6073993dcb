package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.speed.HostCorrection;
import abruzzi.profiles.HardwareProbe;
import abruzzi.runtime.model.DeviceOptions;
import abruzzi.runtime.model.ExpertList;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.session.SessionOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
      defaultValue = "auto",
      converter = GpuChoice.class,
      description = {
        "auto, off, cuda[:N] or opencl[:N]: what computes all but the routed experts.",
        "auto, the default, takes a graphics card if there is one, else the processors."
      })
  private DeviceChoice gpu;

  @Option(
      names = "--gpu-activations",
      paramLabel = "FORM",
      defaultValue = "exact",
      description = {
        "exact or rounded: what products on a graphics card take.",
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

  /**
   * What a plan must respect.
   *
   * @param modelBytes size of the model's file
   * @param correction what earlier runs taught
   */
  PlanOptions planOptions(PlannedModel model, long modelBytes, HostCorrection correction) {
    PlanOptions.Builder options =
        PlanOptions.builder()
            .gpu(false)
            .disk(true)
            .copies(repack.copies(modelBytes, model.tiled()))
            .usualContext(model.sizes().contextTokens())
            .correction(correction);
    if (threads != null) {
      options.threads(threads);
    }
    if (context != null) {
      options.context(context);
    }
    if (cacheType != null) {
      options.cacheType(cacheType.type());
    }
    return options.build();
  }

  /** How to open a model, with the threads of a plan or those that the user wants. */
  LoadOptions loadOptions(StartPlan plan) {
    return LoadOptions.threads(threads == null ? plan.threads() : threads)
        .withYarnBetaFast(
            yarnBetaFast == null ? OptionalDouble.empty() : OptionalDouble.of(yarnBetaFast))
        .withDevice(deviceOptions());
  }

  private DeviceOptions deviceOptions() {
    DeviceOptions options = DeviceOptions.of(gpu).withActivations(gpuActivations);
    try {
      return gpuExperts == null ? options : options.withExperts(ExpertList.read(gpuExperts));
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
    return new CopyProgress(console, repack, plan.copyBytes(), model, beforeBar);
  }

  /**
   * How to open a session: as the user says, else as the plan does.
   *
   * @param plan the plan by which the model was opened
   */
  public SessionOptions sessionOptions(StartPlan plan) {
    return sessionOptions(cacheType == null ? plan.cacheType() : cacheType, plan.context());
  }

  /**
   * How to open a session with a cache of some type, unless the user says otherwise.
   *
   * @param plan the plan by which the model was opened
   */
  public SessionOptions sessionOptions(KvCacheType otherwise, StartPlan plan) {
    return sessionOptions(cacheType == null ? otherwise : cacheType, plan.context());
  }

  private SessionOptions sessionOptions(KvCacheType cache, OptionalInt planned) {
    SessionOptions options = SessionOptions.defaults().withCache(cache);
    OptionalInt tokens = context == null ? planned : OptionalInt.of(context);
    return tokens.isPresent() ? options.withContext(tokens.getAsInt()) : options;
  }

  /** The context as the user gave it, else {@code otherwise}. */
  public int contextOr(int otherwise) {
    return context == null ? otherwise : context;
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
