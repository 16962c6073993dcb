package abruzzi.quant.quantize;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Quantizes blocks of rows of a codebook of magnitudes, with signs. */
final class MagnitudeQuantizer implements BlockQuantizer {
  /** Writes a block. */
  @FunctionalInterface
  interface Put {
    /**
     * Writes a block.
     *
     * @param scales codes of the groups' multipliers
     * @param indices rows of the cells
     * @param signs masks of 8 weights
     */
    void put(
        MemorySegment target, long offsetBytes, float d, int[] scales, int[] indices, int[] signs);
  }

  private final GgmlType type;
  private final MagnitudeGrid groups;
  private final BlockScale blockScale;
  private final int[] indices;
  private final int[] signs = new int[GridGroups.ELEMENTS / 8];
  private final Put put;

  /**
   * A quantizer; groups have 4-bit scales, {@code 2 code + 1} units of the block's scale.
   *
   * @param unit what part of the block's scale the smallest group scale is
   */
  MagnitudeQuantizer(
      GgmlType type, Codebook grid, int groups, boolean evenParity, float unit, Put put) {
    this.type = type;
    this.groups = new MagnitudeGrid(grid, groups, evenParity);
    this.blockScale = new BlockScale(new Multipliers(1, 2, 16), unit, groups);
    this.indices = new int[GridGroups.ELEMENTS / grid.width()];
    this.put = put;
  }

  @Override
  public GgmlType type() {
    return type;
  }

  @Override
  public void quantize(float[] x, float[] w, int from, MemorySegment target, long offsetBytes) {
    groups.read(x, w, from);
    blockScale.fit(groups);
    for (int g = 0; g < groups.groups(); g++) {
      groups.codes(g, blockScale.groupScale(g), indices, signs);
    }
    put.put(target, offsetBytes, blockScale.scale(), blockScale.codes(), indices, signs);
  }
}
