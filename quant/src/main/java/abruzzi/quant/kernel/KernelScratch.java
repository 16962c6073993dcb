package abruzzi.quant.kernel;

/**
 * Working memory of one worker: one decoded row, a block's scales and activations as integers. It
 * grows to the longest row seen and is then reused.
 */
public final class KernelScratch {
  private final float[] scales = new float[16];
  private final int[] indices = new int[64];
  private final int[] partials = new int[64];
  private final BlockActivations activations = new BlockActivations();
  private float[] row = new float[0];
  private short[] shorts = new short[0];
  private TileScratch tiles;
  private float[] block = new float[0];
  private float[] sums = new float[0];

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

  /** At least {@code elements} shorts, as {@link #row}. */
  short[] shorts(int elements) {
    if (shorts.length < elements) {
      shorts = new short[elements];
    }
    return shorts;
  }

  /** Room for one block's 64 row numbers of a codebook. */
  int[] indices() {
    return indices;
  }

  /** Room for one vector of sums of each of four activation rows. */
  int[] partials() {
    return partials;
  }

  /** Working memory of products with tiles. */
  TileScratch tiles() {
    if (tiles == null) {
      tiles = new TileScratch();
    }
    return tiles;
  }

  /** At least {@code elements} floats, for a block of columns of some decoded rows. */
  float[] block(int elements) {
    if (block.length < elements) {
      block = new float[elements];
    }
    return block;
  }

  /** At least {@code elements} floats, for partial sums. */
  float[] sums(int elements) {
    if (sums.length < elements) {
      sums = new float[elements];
    }
    return sums;
  }

  float[] scales() {
    return scales;
  }

  BlockActivations activations() {
    return activations;
  }
}
