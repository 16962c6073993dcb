package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.choice.DeviceChoice;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.profiles.HardwareProbe;
import abruzzi.runtime.model.DeviceOptions;
import abruzzi.runtime.model.ExpertList;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.session.SessionOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
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

  /** Which file. */
  public ModelFileOption file() {
    return file;
  }

  /**
   * How to open the model.
   *
   * @throws ParameterException if a number is out of range
   */
  public LoadOptions loadOptions() {
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
    return LoadOptions.threads(threads == null ? defaultThreads() : threads)
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
   * Copies weights as the user wants it, with a bar while that lasts. Whoever gets it closes it.
   *
   * @param beforeBar run before there may be a bar
   */
  CopyProgress copying(Console console, Path model, Runnable beforeBar) {
    return new CopyProgress(console, repack, model, beforeBar);
  }

  /**
   * How to open a session.
   *
   * @param otherwise how the context is stored unless the user says
   * @throws ParameterException if a number is out of range
   */
  public SessionOptions sessionOptions(KvCacheType otherwise) {
    check(context == null || context >= 1, "--context", context, "at least 1");
    SessionOptions options =
        SessionOptions.defaults().withCache(cacheType == null ? otherwise : cacheType);
    return context == null ? options : options.withContext(context);
  }

  /** The context as the user gave it, else {@code otherwise}. */
  public int contextOr(int otherwise) {
    return context == null ? otherwise : context;
  }

  private static int defaultThreads() {
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
