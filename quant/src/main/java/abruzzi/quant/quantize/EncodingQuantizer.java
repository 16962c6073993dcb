package abruzzi.quant.quantize;

import abruzzi.quant.block.BlockEncoder;
import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Quantizes by the fixed rule of an encoder, whatever the weights count. */
record EncodingQuantizer(BlockEncoder encoder) implements BlockQuantizer {
  @Override
  public GgmlType type() {
    return encoder.type();
  }

  @Override
  public void quantize(float[] x, float[] w, int from, MemorySegment target, long offsetBytes) {
    encoder.encodeBlock(x, from, target, offsetBytes);
  }
}
