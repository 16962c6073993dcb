package abruzzi.quant.kernel;

/**
 * Working memory of one worker: decoded rows, a block's scales, and what products with tiles need.
 * It grows to the longest row seen and is then reused.
 */
public final class KernelScratch {
  private final float[] scales = new float[16];
  private float[] row = new float[0];
  private TileScratch tiles;
  private PlainScratch plain;
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

  /** Working memory of products with tiles. */
  TileScratch tiles() {
    if (tiles == null) {
      tiles = new TileScratch();
    }
    return tiles;
  }

  /** Working memory of plain loops. */
  PlainScratch plain() {
    if (plain == null) {
      plain = new PlainScratch();
    }
    return plain;
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
}
