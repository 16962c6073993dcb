package abruzzi.quant.kernel;

/** Working memory of one worker for products with tiles; it grows as needed and is reused. */
final class TileScratch {
  private final ExpandedTile expanded = ExpandedTile.allocate();
  private final float[] block = new float[2 * Tiles.ROWS];
  private final float[] scales = new float[16 * Tiles.ROWS];
  private final int[] groups = new int[16 * Tiles.ROWS];
  private final float[] blockSums = new float[TileBatch.TOKENS * TileBatch.ROWS];
  private final float[] blockMinimums = new float[TileBatch.TOKENS * TileBatch.ROWS];
  private final PreparedRows prepared = new PreparedRows();
  private final BlockActivations activations = new BlockActivations();
  private short[] tables = new short[0];
  private float[] sums = new float[0];
  private float[] codes = new float[0];
  private float[] results = new float[0];

  /** Not final: the compiler must not know it, see {@link TileBatch#eight}. */
  private int step = TileBatch.ROWS;

  ExpandedTile expanded() {
    return expanded;
  }

  /** What tables, sums and activations were last made for. */
  PreparedRows prepared() {
    return prepared;
  }

  /** Not those of other products, which would take the place of what was prepared. */
  BlockActivations activations() {
    return activations;
  }

  /** Sums and minimums of one block of a tile. */
  float[] block() {
    return block;
  }

  /** Scales of one block of a tile. */
  float[] scales() {
    return scales;
  }

  /** Sums of the groups of columns of one block of a tile. */
  int[] groups() {
    return groups;
  }

  /** Sums of one block of an expanded tile for eight activation rows. */
  float[] blockSums() {
    return blockSums;
  }

  /** Always 32. */
  int step() {
    return step;
  }

  /** The same of minimums; zeros for types without. */
  float[] blockMinimums() {
    return blockMinimums;
  }

  short[] tables(int shorts) {
    if (tables.length < shorts) {
      tables = new short[shorts];
    }
    return tables;
  }

  float[] sums(int elements) {
    if (sums.length < elements) {
      sums = new float[elements];
    }
    return sums;
  }

  float[] codes(int elements) {
    if (codes.length < elements) {
      codes = new float[elements];
    }
    return codes;
  }

  float[] results(int elements) {
    if (results.length < elements) {
      results = new float[elements];
    }
    return results;
  }
}
