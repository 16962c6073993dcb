package abruzzi.quant.kernel;

import abruzzi.quant.gguf.GgmlType;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link ProductBenchmark} for all types and layouts, unless told others. */
final class ProductBenchmarks {
  private static final String WEIGHTS = "weights";

  private ProductBenchmarks() {}

  /**
   * Runs.
   *
   * @param arguments those of JMH, such as {@code -p weights=Q4_K/TILES -t 2 -prof perfasm}
   */
  public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
    CommandLineOptions given = new CommandLineOptions(arguments);
    OptionsBuilder options = new OptionsBuilder();
    options.parent(given).include(ProductBenchmark.class.getSimpleName() + "\\.");
    if (!given.getParameter(WEIGHTS).hasValue()) {
      options.param(WEIGHTS, all());
    }
    new Runner(options.build()).run();
  }

  private static String[] all() {
    Kernels kernels = Kernels.select();
    Stream<GgmlType> types = Stream.of(GgmlType.values()).filter(kernels::supports);
    return types.flatMap(ProductBenchmarks::layouts).toArray(String[]::new);
  }

  private static Stream<String> layouts(GgmlType type) {
    return Tiles.available(type)
        ? Stream.of(type + "/" + MatrixLayout.ROWS, type + "/" + MatrixLayout.TILES)
        : Stream.of(type + "/" + MatrixLayout.ROWS);
  }
}
