package abruzzi.dense.gpu;

import abruzzi.quant.block.BlockFormat;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Random matrices of any storage type, for checks: random bytes, weights of ordinary size. */
final class RandomRows {
  private static final float LARGEST = 8;
  private static final float SMALLEST_PEAK = 1 / 64f;

  /** Blocks that are drawn; more are copies of them, as drawing takes time. */
  private static final int DISTINCT_BLOCKS = 997;

  private RandomRows() {}

  static Matrix of(GgmlType type, int rows, int columns, Random random) {
    byte[] bytes = new byte[Math.toIntExact(type.rowBytes(columns) * rows)];
    int blocks = bytes.length / type.blockBytes();
    for (int b = 0; b < Math.min(blocks, DISTINCT_BLOCKS); b++) {
      System.arraycopy(block(type, random), 0, bytes, b * type.blockBytes(), type.blockBytes());
    }
    int distinct = DISTINCT_BLOCKS * type.blockBytes();
    for (int at = distinct; at < bytes.length; at += distinct) {
      System.arraycopy(bytes, 0, bytes, at, Math.min(distinct, bytes.length - at));
    }
    return new Matrix(MemorySegment.ofArray(bytes), 0, type, rows, columns);
  }

  private static byte[] block(GgmlType type, Random random) {
    byte[] block = new byte[type.blockBytes()];
    do {
      random.nextBytes(block);
    } while (!isTame(type, block));
    return block;
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
