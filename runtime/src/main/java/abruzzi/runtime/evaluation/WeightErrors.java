package abruzzi.runtime.evaluation;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.RowDecoder;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far the weights of a quantized file are from those of the original, layer by layer. */
public final class WeightErrors {
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,5})\\..*");

  /** Rows that are looked at in each tensor at most, evenly spread. */
  private static final long MOST_ROWS = 2048;

  private final Kernels kernels = Kernels.select();
  private final Map<Integer, double[]> layers = new TreeMap<>();
  private final GgufFile original;
  private final GgufFile quantized;

  private WeightErrors(GgufFile original, GgufFile quantized) {
    this.original = original;
    this.quantized = quantized;
  }

  /**
   * For each layer with matrices, {@code sqrt(sum((q - w)^2) / sum(w^2))} over the rows that are
   * looked at. Tensors that only one of the files has, or in another shape, do not count.
   */
  public static double[] byLayer(GgufFile original, GgufFile quantized) {
    WeightErrors errors = new WeightErrors(original, quantized);
    for (TensorInfo tensor : original.tensors()) {
      quantized.tensor(tensor.name()).ifPresent(other -> errors.add(tensor, other));
    }
    return errors.layers.values().stream().mapToDouble(s -> Math.sqrt(s[0] / s[1])).toArray();
  }

  private void add(TensorInfo tensor, TensorInfo other) {
    Matcher name = LAYER.matcher(tensor.name());
    boolean matrix = tensor.dims().size() > 1 && tensor.dims().equals(other.dims());
    if (!name.matches() || !matrix || !kernels.supports(other.type())) {
      return;
    }
    if (tensor.type() == GgmlType.F32 && other.type() == GgmlType.F32) {
      return; // routers are kept as they are
    }
    double[] sums = layers.computeIfAbsent(Integer.valueOf(name.group(1)), i -> new double[2]);
    int columns = Math.toIntExact(tensor.dim(0));
    long rows = tensor.elements() / columns;
    long count = Math.min(rows, MOST_ROWS);
    float[] exact = new float[columns];
    float[] rounded = new float[columns];
    for (long i = 0; i < count; i++) {
      long row = i * rows / count;
      decode(original, tensor, row, exact);
      decode(quantized, other, row, rounded);
      for (int c = 0; c < columns; c++) {
        double difference = (double) rounded[c] - exact[c];
        sums[0] += difference * difference;
        sums[1] += (double) exact[c] * exact[c];
      }
    }
  }

  private void decode(GgufFile file, TensorInfo tensor, long row, float[] out) {
    MemorySegment data = file.data(tensor);
    RowDecoder decoder = kernels.decoder(tensor.type());
    decoder.decode(data, row * tensor.type().rowBytes(out.length), out.length, out, 0);
  }
}
