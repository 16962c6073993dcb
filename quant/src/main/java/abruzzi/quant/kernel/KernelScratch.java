package abruzzi.quant.kernel;

/**
 * Working memory of one worker: one decoded row, a block's scales and activations as integers. It
 * grows to the longest row seen and is then reused.
 */
public final class KernelScratch {
  private final float[] scales = new float[16];
  private final BlockActivations activations = new BlockActivations();
  private float[] row = new float[0];
  private long[] packed = new long[0];
  private int[] integers = new int[0];

  /** One scratch for each worker. */
  public static KernelScratch[] forWorkers(int workers) {
    KernelScratch[] all = new KernelScratch[workers];
    for (int i = 0; i < workers; i++) {
      all[i] = new KernelScratch();
    }
    return all;
  }

  /** At least {@code elements} floats; the same array until a longer one is asked for. */
  public float[] row(int elements) {
    if (row.length < elements) {
      row = new float[elements];
    }
    return row;
  }

  /** At least {@code elements} longs, as {@link #row}. */
  long[] packed(int elements) {
    if (packed.length < elements) {
      packed = new long[elements];
    }
    return packed;
  }

  /** At least {@code elements} ints, as {@link #row}. */
  int[] integers(int elements) {
    if (integers.length < elements) {
      integers = new int[elements];
    }
    return integers;
  }

  float[] scales() {
    return scales;
  }

  BlockActivations activations() {
    return activations;
  }
}
