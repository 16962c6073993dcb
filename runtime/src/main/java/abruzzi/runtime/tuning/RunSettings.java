package abruzzi.runtime.tuning;

import abruzzi.dense.gpu.ActivationForm;

/**
 * How a model is run, as far as that can be chosen freely: results are the same, but for {@code
 * activations}.
 *
 * @param threads threads that compute
 * @param spinMicros microseconds for which a thread waits in a loop before it sleeps
 * @param batchTokens tokens of a prompt that are computed together
 * @param copies whether weights are copied into memory
 * @param largePages whether copies lie in large pages
 * @param device what computes the dense part: {@code off} for the processors, {@code auto} where
 *     there was nothing to choose from, else as in {@code cuda:0}
 * @param activations what products on that device take
 */
public record RunSettings(
    int threads,
    int spinMicros,
    int batchTokens,
    boolean copies,
    boolean largePages,
    String device,
    ActivationForm activations) {
  /** The processors, although there is a device. */
  public static final String NO_DEVICE = "off";

  /** Whatever there is. */
  public static final String ANY_DEVICE = "auto";

  /** Checks the numbers. */
  public RunSettings {
    check("threads", threads, 1);
    check("spinMicros", spinMicros, 0);
    check("batchTokens", batchTokens, 1);
    if (device == null || activations == null) {
      throw new IllegalArgumentException(
          "device=" + device + " activations=" + activations + ", expected values");
    }
  }

  private static void check(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + "=" + value + ", expected at least " + least);
    }
  }

  /** Whether a device computes the dense part. */
  public boolean usesDevice() {
    return !device.equals(NO_DEVICE) && !device.equals(ANY_DEVICE);
  }

  /** Whether a model that is open with the other settings can be run with these as it is. */
  boolean sameLoad(RunSettings other) {
    return copies == other.copies
        && largePages == other.largePages
        && device.equals(other.device)
        && activations == other.activations;
  }

  RunSettings withThreads(int count) {
    return new RunSettings(count, spinMicros, batchTokens, copies, largePages, device, activations);
  }

  RunSettings withSpin(int micros) {
    return new RunSettings(threads, micros, batchTokens, copies, largePages, device, activations);
  }

  RunSettings withBatch(int tokens) {
    return new RunSettings(threads, spinMicros, tokens, copies, largePages, device, activations);
  }

  RunSettings withCopies(boolean wanted) {
    return new RunSettings(
        threads, spinMicros, batchTokens, wanted, largePages, device, activations);
  }

  RunSettings withLargePages(boolean wanted) {
    return new RunSettings(threads, spinMicros, batchTokens, copies, wanted, device, activations);
  }

  RunSettings withDevice(String name) {
    return new RunSettings(threads, spinMicros, batchTokens, copies, largePages, name, activations);
  }

  RunSettings withActivations(ActivationForm form) {
    return new RunSettings(threads, spinMicros, batchTokens, copies, largePages, device, form);
  }
}
