package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Quantizes blocks of which each group has a scale and a minimum that are multiples of two scales
 * of the block.
 */
final class AffineSuperQuantizer implements BlockQuantizer {
  /** Writes a block. */
  @FunctionalInterface
  interface Put {
    void put(
        MemorySegment target,
        long offsetBytes,
        float d,
        float dmin,
        int[] scales,
        int[] minimums,
        int[] codes);
  }

  private final GgmlType type;
  private final AffineGroups groups;
  private final AffineScales blockScales;
  private final int[] codes;
  private final Put put;

  /**
   * A quantizer.
   *
   * @param highest highest code of a weight
   * @param highestMultiple highest multiple of a scale
   */
  AffineSuperQuantizer(GgmlType type, int highest, int groups, int highestMultiple, Put put) {
    this.type = type;
    this.groups = new AffineGroups(highest, groups, type.blockElements() / groups, false);
    this.blockScales = new AffineScales(highestMultiple, groups);
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
    blockScales.fit(groups);
    float d = blockScales.scale();
    float dmin = blockScales.minimum();
    int[] scales = blockScales.scaleCodes();
    int[] minimums = blockScales.minimumCodes();
    for (int g = 0; g < groups.groups(); g++) {
      groups.codes(g, d * scales[g], dmin * minimums[g], codes);
    }
    put.put(target, offsetBytes, d, dmin, scales, minimums, codes);
  }
}
