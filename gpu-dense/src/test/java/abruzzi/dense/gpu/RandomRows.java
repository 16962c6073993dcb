package abruzzi.dense.gpu;

import abruzzi.quant.block.BlockFormat;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Random matrices of any storage type: random bytes, with weights of ordinary size. */
final class RandomRows {
  private static final float LARGEST = 8;
  private static final float SMALLEST_PEAK = 1 / 64f;

  private RandomRows() {}

  static Matrix of(GgmlType type, int rows, int columns, Random random) {
    byte[] bytes = new byte[Math.toIntExact(type.rowBytes(columns) * rows)];
    for (int b = 0; b < bytes.length; b += type.blockBytes()) {
      byte[] block = new byte[type.blockBytes()];
      do {
        random.nextBytes(block);
      } while (!isTame(type, block));
      System.arraycopy(block, 0, bytes, b, block.length);
    }
    return new Matrix(MemorySegment.ofArray(bytes), 0, type, rows, columns);
  }

  private static boolean isTame(GgmlType type, byte[] block) {
    float peak = 0;
    float[] values = new float[type.blockElements()];
    decode(type, MemorySegment.ofArray(block), 0, values);
    for (float value : values) {
      peak = Math.max(peak, Math.abs(value));
    }
    return peak >= SMALLEST_PEAK && peak <= LARGEST;
  }

  /** A row as the scalar codec decodes it. */
  static float[] row(Matrix w, int row) {
    float[] values = new float[w.columns()];
    decode(w.type(), w.data(), w.rowOffsetBytes(row), values);
    return values;
  }

  private static void decode(GgmlType type, MemorySegment data, long offset, float[] values) {
    BlockFormat format = BlockFormats.of(type).orElseThrow();
    format.decode(data, offset, values.length, values, 0);
  }

  static float[] floats(int elements, Random random) {
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
