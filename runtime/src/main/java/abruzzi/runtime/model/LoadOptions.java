package abruzzi.runtime.model;

import java.util.OptionalDouble;

/**
 * How a model is opened.
 *
 * @param threads threads that compute, at least 1
 * @param yarnBetaFast replaces the file's {@code yarn_beta_fast} when present
 * @param copying how much of the weights is copied into memory
 * @param device what a graphics processor is to do
 */
public record LoadOptions(
    int threads, OptionalDouble yarnBetaFast, WeightCopying copying, DeviceOptions device) {
  /** This many threads, everything else as the file says, no copies, no graphics processor. */
  public static LoadOptions threads(int threads) {
    return new LoadOptions(threads, OptionalDouble.empty(), WeightCopying.NONE, DeviceOptions.OFF);
  }

  /** The same, with another value of {@code yarn_beta_fast}. */
  public LoadOptions withYarnBetaFast(OptionalDouble value) {
    return new LoadOptions(threads, value, copying, device);
  }

  /** The same, with copies. */
  public LoadOptions withCopies(WeightCopying wanted) {
    return new LoadOptions(threads, yarnBetaFast, wanted, device);
  }

  /** The same, with the dense part elsewhere. */
  public LoadOptions withDevice(DeviceOptions wanted) {
    return new LoadOptions(threads, yarnBetaFast, copying, wanted);
  }
}
