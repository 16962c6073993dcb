package abruzzi.runtime.model;

import java.util.OptionalDouble;

/**
 * How a model is opened.
 *
 * @param workers who computes
 * @param yarnBetaFast replaces the file's {@code yarn_beta_fast} when present
 * @param copying how much of the weights is copied into memory
 * @param largePages whether copies lie in large pages where the system has them
 * @param device what a graphics processor is to do
 * @param roundedActivations whether products on the processors round their activations to 8 bits,
 *     as programs that compute with integers do; slow, for comparisons with these
 */
public record LoadOptions(
    WorkerOptions workers,
    OptionalDouble yarnBetaFast,
    WeightCopying copying,
    boolean largePages,
    DeviceOptions device,
    boolean roundedActivations) {
  /** This many threads, everything else as the file says, no copies, no graphics processor. */
  public static LoadOptions threads(int threads) {
    return of(WorkerOptions.threads(threads));
  }

  /** These workers, everything else as the file says, no copies, no graphics processor. */
  public static LoadOptions of(WorkerOptions workers) {
    return new LoadOptions(
        workers, OptionalDouble.empty(), WeightCopying.NONE, true, DeviceOptions.OFF, false);
  }

  /** The same, with another value of {@code yarn_beta_fast}. */
  public LoadOptions withYarnBetaFast(OptionalDouble value) {
    return new LoadOptions(workers, value, copying, largePages, device, roundedActivations);
  }

  /** The same, with copies. */
  public LoadOptions withCopies(WeightCopying wanted) {
    return new LoadOptions(workers, yarnBetaFast, wanted, largePages, device, roundedActivations);
  }

  /** The same, with copies in large pages or not. */
  public LoadOptions withLargePages(boolean wanted) {
    return new LoadOptions(workers, yarnBetaFast, copying, wanted, device, roundedActivations);
  }

  /** The same, with the dense part elsewhere. */
  public LoadOptions withDevice(DeviceOptions wanted) {
    return new LoadOptions(workers, yarnBetaFast, copying, largePages, wanted, roundedActivations);
  }

  /** The same, with rounded activations or exact ones. */
  public LoadOptions withRoundedActivations(boolean wanted) {
    return new LoadOptions(workers, yarnBetaFast, copying, largePages, device, wanted);
  }
}
