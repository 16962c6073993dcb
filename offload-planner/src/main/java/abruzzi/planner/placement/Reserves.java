package abruzzi.planner.placement;

import abruzzi.planner.ModelSizes;

/** Memory that is not for weights. */
final class Reserves {
  /** Left of main memory to the system, to other programs and to the Java heap, at least. */
  private static final long SYSTEM_BYTES = 2L << 30;

  /** Of a small memory, at most this part is left. */
  private static final int LARGEST_SYSTEM_PART = 4;

  /** Large machines run more beside the model. */
  private static final int MORE_FOR_SYSTEM_PART = 64;

  /** Left of graphics memory to the driver and the desktop, at least. */
  private static final long DRIVER_BYTES = 512L << 20;

  private static final int MORE_FOR_DRIVER_PART = 32;

  /** Tokens of a prompt that the graphics card computes together. */
  static final int GPU_BATCH_TOKENS = 2048;

  /** Experts that lie in graphics memory on their way through it during prefill. */
  private static final int STAGED_EXPERTS = 32;

  private Reserves() {}

  /** What of main memory is left to others; what remains grows with the memory. */
  static long systemBytes(long memoryBytes) {
    return Math.min(
        memoryBytes / LARGEST_SYSTEM_PART, SYSTEM_BYTES + memoryBytes / MORE_FOR_SYSTEM_PART);
  }

  /** What of graphics memory is left to others. */
  static long driverBytes(long memoryBytes) {
    return Math.min(memoryBytes, Math.max(DRIVER_BYTES, memoryBytes / MORE_FOR_DRIVER_PART));
  }

  /** Rows that a batch needs between steps, and experts on their way, in graphics memory. */
  static long gpuWorkBytes(ModelSizes sizes, long expertBytes) {
    long attention =
        (long) sizes.heads()
            * (sizes.nope() + sizes.rope() + sizes.cacheWidth() + sizes.latent() + sizes.value());
    long experts = (long) sizes.used() * (2L * sizes.expertWidth() + sizes.hidden());
    long token = 4L * sizes.hidden() + attention + Math.max(experts, 2L * sizes.feedForward());
    long floats = token * GPU_BATCH_TOKENS + sizes.vocabulary();
    return Float.BYTES * floats + STAGED_EXPERTS * expertBytes;
  }
}
