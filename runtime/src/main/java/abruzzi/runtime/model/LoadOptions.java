package abruzzi.runtime.model;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.kernel.ProductObserver;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How a model is opened.
 *
 * @param threads threads that compute, at least 1
 * @param yarnBetaFast replaces the file's {@code yarn_beta_fast} when present
 * @param copying how much of the weights is copied into memory
 * @param device what a graphics processor is to do
 * @param observer made for the file, sees what its matrices are multiplied with on the processors;
 *     gives null for none
 */
public record LoadOptions(
    int threads,
    OptionalDouble yarnBetaFast,
    WeightCopying copying,
    DeviceOptions device,
    Function<GgufFile, ProductObserver> observer) {
  /** This many threads, everything else as the file says, no copies, no graphics processor. */
  public static LoadOptions threads(int threads) {
    return new LoadOptions(
        threads, OptionalDouble.empty(), WeightCopying.NONE, DeviceOptions.OFF, file -> null);
  }

  /** The same, with another value of {@code yarn_beta_fast}. */
  public LoadOptions withYarnBetaFast(OptionalDouble value) {
    return new LoadOptions(threads, value, copying, device, observer);
  }

  /** The same, with copies. */
  public LoadOptions withCopies(WeightCopying wanted) {
    return new LoadOptions(threads, yarnBetaFast, wanted, device, observer);
  }

  /** The same, with the dense part elsewhere. */
  public LoadOptions withDevice(DeviceOptions wanted) {
    return new LoadOptions(threads, yarnBetaFast, copying, wanted, observer);
  }

  /** The same, with somebody who watches. */
  public LoadOptions withObserver(Function<GgufFile, ProductObserver> wanted) {
    return new LoadOptions(threads, yarnBetaFast, copying, device, wanted);
  }
}
