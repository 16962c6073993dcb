package abruzzi.quant.quantize;

import abruzzi.quant.block.Codebook;

/**
 * The signed codebook of IQ1_S and IQ1_M: all weights of a cell are raised or lowered by an eighth,
 * either the cells of a group alike or each on its own.
 *
 * <p>The first list of a cell has the candidates for raising, the second those for lowering.
 */
final class ShiftedGrid extends GridGroups {
  private static final float SHIFT = 0.125f;

  private final boolean ownShifts;

  /**
   * A grid.
   *
   * @param ownShifts whether each cell has a shift of its own
   */
  ShiftedGrid(Codebook grid, int groups, boolean ownShifts) {
    super(grid, groups);
    this.ownShifts = ownShifts;
  }

  @Override
  void prepare(float[] values) {
    for (int e = 0; e < ELEMENTS; e++) {
      p[e] = w[e] * values[from + e];
    }
  }

  @Override
  float typicalScale(float largest, float rootMeanSquare) {
    return 1.2f * rootMeanSquare;
  }

  @Override
  void collect(int group, float[] scales) {
    int cells = cellsPerGroup();
    for (int cell = group * cells; cell < (group + 1) * cells; cell++) {
      costs.sum(p, w, cell * width);
      costs.weighShifted(SHIFT);
      candidates.collect(2 * cell, costs, scales);
      costs.weighShifted(-SHIFT);
      candidates.collect(2 * cell + 1, costs, scales);
    }
  }

  @Override
  void chooseCells(int group, float scale) {
    int cells = cellsPerGroup();
    int shared = ownShifts ? -1 : shift(group * cells, cells, scale);
    for (int cell = group * cells; cell < (group + 1) * cells; cell++) {
      int shift = ownShifts ? shift(cell, 1, scale) : shared;
      add(candidates.best(2 * cell + shift, scale));
    }
  }

  /** The better shift of some cells: 0 raises, 1 lowers. */
  private int shift(int firstCell, int cells, float scale) {
    float difference = 0;
    for (int cell = firstCell; cell < firstCell + cells; cell++) {
      difference +=
          candidates.cost(candidates.best(2 * cell, scale), scale)
              - candidates.cost(candidates.best(2 * cell + 1, scale), scale);
    }
    return difference <= 0 ? 0 : 1;
  }

  /**
   * Rows and shifts of a group at a scale.
   *
   * @param indices rows, one for each cell of the block
   * @param shifts 1 where a cell is lowered
   */
  void codes(int group, float scale, int[] indices, int[] shifts) {
    int cells = cellsPerGroup();
    int shared = ownShifts ? -1 : shift(group * cells, cells, scale);
    for (int cell = group * cells; cell < (group + 1) * cells; cell++) {
      shifts[cell] = ownShifts ? shift(cell, 1, scale) : shared;
      indices[cell] = candidates.row(candidates.best(2 * cell + shifts[cell], scale));
    }
  }
}
