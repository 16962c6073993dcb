package abruzzi.quant.quantize;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.quantize.kernel.GridCosts;

/**
 * Groups of weights that are rows of a codebook times a scale. A block has 256 weights, its groups
 * are of whole cells, a cell is one row.
 *
 * <p>Each cell has two lists of candidates, of which one or both are in use, see the subclasses.
 */
abstract sealed class GridGroups implements ScaledGroups permits MagnitudeGrid, ShiftedGrid {
  /** Weights of a block. */
  static final int ELEMENTS = 256;

  final GridCosts costs;
  final GridCandidates candidates;

  /** Weights of a cell. */
  final int width;

  /** Weights of a group. */
  final int groupElements;

  final float[] p = new float[ELEMENTS];
  final float[] w = new float[ELEMENTS];
  int from;

  private final float[] samples = new float[GridCandidates.SAMPLES];
  private final float[] idealScale;
  private final float[] idealSquares;
  private float squares;
  private float products;

  GridGroups(Codebook grid, int groups) {
    this.width = grid.width();
    this.groupElements = ELEMENTS / groups;
    this.costs = new GridCosts(grid.toBytes(), width);
    this.candidates = new GridCandidates(2 * ELEMENTS / width);
    this.idealScale = new float[groups];
    this.idealSquares = new float[groups];
  }

  /** Looks at the weights of a block. */
  final void read(float[] values, float[] weights, int first) {
    System.arraycopy(weights, first, w, 0, ELEMENTS);
    from = first;
    prepare(values);
    for (int g = 0; g < idealScale.length; g++) {
      sample(g, values);
      collect(g, samples);
      findIdeal(g);
    }
  }

  /** Computes {@link #p}, the weighted values, and what else a block needs. */
  abstract void prepare(float[] values);

  /** The scale around which a group's best one is looked for, given its largest magnitude. */
  abstract float typicalScale(float largest, float rootMeanSquare);

  /** Finds the candidates of a group's cells. */
  abstract void collect(int group, float[] scales);

  /** Adds the best rows of a group's cells at a scale, see {@link #add}. */
  abstract void chooseCells(int group, float scale);

  private void sample(int group, float[] values) {
    float largest = 0;
    float sum = 0;
    int start = from + group * groupElements;
    for (int i = start; i < start + groupElements; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
      sum += values[i] * values[i];
    }
    float middle = typicalScale(largest, (float) Math.sqrt(sum / groupElements));
    float ratio = 1.13f;
    float scale = middle * (float) Math.pow(ratio, -samples.length / 2.0);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = scale;
      scale *= ratio;
    }
  }

  private void findIdeal(int group) {
    float least = Float.POSITIVE_INFINITY;
    for (float scale : samples) {
      choose(group, scale);
      float error = squares > 0 ? -products / squares * products : 0;
      if (error < least) {
        least = error;
        idealScale[group] = squares > 0 ? Math.max(0, products / squares) : 0;
        idealSquares[group] = squares;
      }
    }
  }

  final void add(int place) {
    squares += candidates.squares(place);
    products += candidates.products(place);
  }

  final int cellsPerGroup() {
    return groupElements / width;
  }

  @Override
  public final void choose(int group, float scale) {
    squares = 0;
    products = 0;
    chooseCells(group, scale);
  }

  @Override
  public final int groups() {
    return idealScale.length;
  }

  @Override
  public final float idealScale(int group) {
    return idealScale[group];
  }

  @Override
  public final float idealSquares(int group) {
    return idealSquares[group];
  }

  @Override
  public final float squares() {
    return squares;
  }

  @Override
  public final float products() {
    return products;
  }
}
