package abruzzi.quant.kernel;

/** Working memory of one worker for products with tiles; it grows as needed and is reused. */
final class TileScratch {
  private final ExpandedTile expanded = ExpandedTile.allocate();
  private final ShortActivations shorts = new ShortActivations();
  private final DecodedTile decoded = DecodedTile.allocate();
  private final float[] block = new float[2 * Tiles.ROWS];
  private final float[] scales = new float[16 * Tiles.ROWS];
  private final int[] groups = new int[16 * Tiles.ROWS];
  private final int[] groupSums =
      new int[DecodedTile.GROUPS * ShortProducts.TOKENS * ShortProducts.SUMS];
  private final float[] blockSums = new float[TileBatch.TOKENS * TileBatch.ROWS];
  private final PreparedRows prepared = new PreparedRows();
  private final BlockActivations activations = new BlockActivations();
  private short[] tables = new short[0];
  private int[] multipliers = new int[0];
  private float[] sums = new float[0];
  private float[] codes = new float[0];
  private float[] results = new float[0];
  private float[] tokenSums = new float[0];

  /** Not final: the compiler must not know it, see {@link TileBatch#eight}. */
  private int step = TileBatch.ROWS;

  /** The same for {@link ShortProducts#eight}. */
  private int tileStep = Tiles.ROWS;

  ExpandedTile expanded() {
    return expanded;
  }

  DecodedTile decoded() {
    return decoded;
  }

  /** Sums of groups of columns of a decoded tile, {@code [groups, 8, 64]} shorts. */
  int[] groupSums() {
    return groupSums;
  }

  /** Always 64. */
  int tileStep() {
    return tileStep;
  }

  /** Activations for decoded tiles. */
  ShortActivations shorts() {
    return shorts;
  }

  /** Sums and minimums of some activation rows over a block of a decoded tile. */
  float[] tokenSums(int elements) {
    if (tokenSums.length < elements) {
      tokenSums = new float[elements];
    }
    return tokenSums;
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

  short[] tables(int shorts) {
    if (tables.length < shorts) {
      tables = new short[shorts];
    }
    return tables;
  }

  int[] multipliers(int ints) {
    if (multipliers.length < ints) {
      multipliers = new int[ints];
    }
    return multipliers;
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
