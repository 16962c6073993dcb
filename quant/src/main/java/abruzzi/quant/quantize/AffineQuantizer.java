package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Quantizes blocks of 32 weights {@code d code + m}. */
final class AffineQuantizer implements BlockQuantizer {
  /** Writes a block. */
  @FunctionalInterface
  interface Put {
    void put(MemorySegment target, long offsetBytes, float d, float m, int[] codes);
  }

  private final GgmlType type;
  private final AffineGroups groups;
  private final int[] codes;
  private final Put put;

  AffineQuantizer(GgmlType type, int highest, Put put) {
    this.type = type;
    this.groups = new AffineGroups(highest, 1, type.blockElements(), true);
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
    float d = Half.nearest(groups.idealScale(0));
    float m = Half.nearest(groups.idealMinimum(0));
    groups.codes(0, d, m, codes);
    put.put(target, offsetBytes, d, -m, codes);
  }
}
