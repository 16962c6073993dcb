package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Quantizes blocks of which each group has levels times a multiple of the block's scale. */
final class LevelQuantizer implements BlockQuantizer {
  /** Writes a block. */
  @FunctionalInterface
  interface Put {
    /**
     * Writes a block.
     *
     * @param multipliers codes of the groups' multipliers
     * @param codes codes of the weights' levels
     */
    void put(MemorySegment target, long offsetBytes, float d, int[] multipliers, int[] codes);
  }

  private final GgmlType type;
  private final LevelGroups groups;
  private final BlockScale blockScale;
  private final int[] codes;
  private final Put put;

  LevelQuantizer(GgmlType type, Levels levels, int groups, Multipliers multipliers, Put put) {
    this.type = type;
    this.groups = new LevelGroups(levels, groups, type.blockElements() / groups);
    this.blockScale = new BlockScale(multipliers, 1, groups);
    this.codes = new int[type.blockElements()];
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
      groups.codes(g, blockScale.groupScale(g), codes);
    }
    put.put(target, offsetBytes, blockScale.scale(), blockScale.codes(), codes);
  }
}
