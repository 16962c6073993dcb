package abruzzi.runtime.conversion;

import abruzzi.quant.block.BlockFormat;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/** Compares a converted file with the matrices that it was made from, value by value. */
final class Comparer {
  /** Half the distance of neighbours, relative, where the exponent is not at its lower end. */
  private static final double BF16_ROUNDING = 0x1p-8;

  private static final double F16_ROUNDING = 0x1p-11;

  /** The same of the smallest halves, absolute; what scales of Q4_0 lose is multiplied by 8. */
  private static final double SMALLEST_HALF = 8 * 0x1p-25;

  private long values;
  private long rounded;
  private long wrong;
  private String firstWrong;

  Verification result() {
    return new Verification(values, rounded, wrong, firstWrong);
  }

  /**
   * Compares a tensor.
   *
   * @param progress is told the bytes that were compared
   */
  void add(PlannedWeights planned, GgufFile file, LongConsumer progress) {
    TensorInfo info = file.tensor(planned.name()).orElse(null);
    if (info == null || info.type() != planned.type() || !info.dims().equals(planned.dims())) {
      wrong(planned, planned.bytes());
      return;
    }
    BlockFormat format = BlockFormats.of(planned.type()).orElseThrow();
    MemorySegment data = file.data(info);
    float[] expected = new float[planned.columns()];
    float[] actual = new float[planned.columns()];
    long at = 0;
    for (WeightRows part : planned.parts()) {
      for (long row = 0; row < part.rows(); row++) {
        part.decode(row, expected);
        format.decode(data, at, actual.length, actual, 0);
        compare(planned, expected, actual);
        at += planned.rowBytes();
        progress.accept(planned.rowBytes());
      }
    }
  }

  private void compare(PlannedWeights planned, float[] expected, float[] actual) {
    values += expected.length;
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != actual[i] && !(Float.isNaN(expected[i]) && Float.isNaN(actual[i]))) {
        if (Math.abs((double) expected[i] - actual[i]) <= allowed(planned.type(), expected[i])) {
          rounded++;
        } else {
          wrong(planned, 1);
        }
      }
    }
  }

  private void wrong(PlannedWeights planned, long count) {
    wrong += count;
    firstWrong = firstWrong == null ? planned.name() : firstWrong;
  }

  private static double allowed(GgmlType type, float value) {
    return switch (type) {
      case BF16 -> BF16_ROUNDING * Math.abs(value) + Float.MIN_NORMAL;
      case F16, Q4_0 -> F16_ROUNDING * Math.abs(value) + SMALLEST_HALF;
      default -> 0;
    };
  }
}
