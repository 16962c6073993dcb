package abruzzi.quant.quantize;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.SuperBlocks;
import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Quantizes to IQ1_S and IQ1_M: rows of a signed codebook, shifted. */
final class ShiftedQuantizer implements BlockQuantizer {
  private static final Multipliers MULTIPLIERS = new Multipliers(1, 2, 8);

  /**
   * What the scale of IQ1_S is raised by. With so few levels the scale of least error makes weights
   * smaller than they were. Raising it adds the square of 5 % of what the block holds to the error;
   * divergence on prose fell by 3 %, that on chats stayed the same.
   */
  private static final float RAISE = 1.05f;

  private final GgmlType type;
  private final ShiftedGrid groups;
  private final BlockScale blockScale;
  private final int[] indices = new int[GridGroups.ELEMENTS / 8];
  private final int[] shifts = new int[GridGroups.ELEMENTS / 8];

  /** A quantizer to IQ1_S or IQ1_M. */
  ShiftedQuantizer(GgmlType type) {
    this.type = type;
    boolean ownShifts = type == GgmlType.IQ1_M;
    this.groups = new ShiftedGrid(Codebooks.iq1s(), ownShifts ? 16 : 8, ownShifts);
    this.blockScale = new BlockScale(MULTIPLIERS, 1, groups.groups());
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
      groups.codes(g, blockScale.groupScale(g), indices, shifts);
    }
    if (type == GgmlType.IQ1_M) {
      putIQ1M(target, offsetBytes, blockScale.scale());
    } else {
      putIQ1S(target, offsetBytes, RAISE * blockScale.scale());
    }
  }

  private void putIQ1M(MemorySegment target, long offsetBytes, float d) {
    for (int cell = 0; cell < indices.length; cell++) {
      indices[cell] |= shifts[cell] << 11;
    }
    SuperBlocks.putIQ1M(target, offsetBytes, d, blockScale.codes(), indices);
  }

  private void putIQ1S(MemorySegment target, long offsetBytes, float d) {
    int[] words = new int[groups.groups()];
    for (int g = 0; g < words.length; g++) {
      words[g] = blockScale.codes()[g] << 12 | shifts[g * groups.cellsPerGroup()] << 15;
    }
    SuperBlocks.putIQ1S(target, offsetBytes, d, words, indices);
  }
}
