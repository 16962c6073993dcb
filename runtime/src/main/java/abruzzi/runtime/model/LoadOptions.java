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
 * @param products how products on the processors differ from the usual ones
 */
public record LoadOptions(
    WorkerOptions workers,
    OptionalDouble yarnBetaFast,
    WeightCopying copying,
    boolean largePages,
    DeviceOptions device,
    ProductOptions products) {
  /** This many threads, everything else as the file says, no copies, no graphics processor. */
  public static LoadOptions threads(int threads) {
    return of(WorkerOptions.threads(threads));
  }

  /** These workers, everything else as the file says, no copies, no graphics processor. */
  public static LoadOptions of(WorkerOptions workers) {
    return new LoadOptions(
        workers,
        OptionalDouble.empty(),
        WeightCopying.NONE,
        true,
        DeviceOptions.OFF,
        ProductOptions.USUAL);
  }

  /** The same, with another value of {@code yarn_beta_fast}. */
  public LoadOptions withYarnBetaFast(OptionalDouble value) {
    return new LoadOptions(workers, value, copying, largePages, device, products);
  }

  /** The same, with copies. */
  public LoadOptions withCopies(WeightCopying wanted) {
    return new LoadOptions(workers, yarnBetaFast, wanted, largePages, device, products);
  }

  /** The same, with copies in large pages or not. */
  public LoadOptions withLargePages(boolean wanted) {
    return new LoadOptions(workers, yarnBetaFast, copying, wanted, device, products);
  }

  /** The same, with the dense part elsewhere. */
  public LoadOptions withDevice(DeviceOptions wanted) {
    return new LoadOptions(workers, yarnBetaFast, copying, largePages, wanted, products);
  }

  /** The same, with other products. */
  public LoadOptions withProducts(ProductOptions wanted) {
    return new LoadOptions(workers, yarnBetaFast, copying, largePages, device, wanted);
  }
}
