package abruzzi.runtime.model;

import java.util.OptionalDouble;

/**
 * How a model is opened.
 *
 * @param threads threads that compute, at least 1
 * @param yarnBetaFast replaces the file's {@code yarn_beta_fast} when present
 * @param copying how much of the weights is copied into memory
 * @param device what a graphics processor is to do
 * @param roundedActivations whether products on the processors round their activations to 8 bits,
 *     as programs that compute with integers do; slow, for comparisons with these
 */
public record LoadOptions(
    int threads,
    OptionalDouble yarnBetaFast,
    WeightCopying copying,
    DeviceOptions device,
    boolean roundedActivations) {
  /** This many threads, everything else as the file says, no copies, no graphics processor. */
  public static LoadOptions threads(int threads) {
    return new LoadOptions(
        threads, OptionalDouble.empty(), WeightCopying.NONE, DeviceOptions.OFF, false);
  }

  /** The same, with another value of {@code yarn_beta_fast}. */
  public LoadOptions withYarnBetaFast(OptionalDouble value) {
    return new LoadOptions(threads, value, copying, device, roundedActivations);
  }

  /** The same, with copies. */
  public LoadOptions withCopies(WeightCopying wanted) {
    return new LoadOptions(threads, yarnBetaFast, wanted, device, roundedActivations);
  }

  /** The same, with the dense part elsewhere. */
  public LoadOptions withDevice(DeviceOptions wanted) {
    return new LoadOptions(threads, yarnBetaFast, copying, wanted, roundedActivations);
  }

  /** The same, with rounded activations or exact ones. */
  public LoadOptions withRoundedActivations(boolean wanted) {
    return new LoadOptions(threads, yarnBetaFast, copying, device, wanted);
  }
}
