package abruzzi.cli.bench;

import abruzzi.cli.model.RunRecorder.Predicted;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.benchmark.ModelRates;
import abruzzi.runtime.benchmark.WeightTraffic;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.synthetic.SyntheticModel;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.util.Optional;

/**
 * What {@code abruzzi bench} found, as {@code --json} writes it. Rates are medians; {@code _tps}
 * are tokens per second.
 *
 * @param decodeMs milliseconds of one token
 * @param prefillMs milliseconds of the prompt
 * @param weightBytes bytes of all weights
 * @param repackedBytes bytes in memory that are in the layout that is computed with fastest
 * @param tokenReadBytes bytes of weights that one decoded token reads
 * @param bandwidthBytesPerSecond what the same threads can read of memory at most, measured
 * @param bandwidthBufferBytes bytes of the buffer that this was measured with
 * @param decodeCeilingTps bandwidth by bytes: faster than that cannot be
 * @param decodeCeilingFraction the part of the ceiling that was reached
 * @param predicted what was to be expected, null where this machine was never measured
 * @param fullModel what follows for the whole model that this one is a slice of; null for others
 */
record BenchReport(
    String model,
    int layers,
    int threads,
    int vectorBits,
    String java,
    int promptTokens,
    int generateTokens,
    int repeats,
    double prefillTps,
    double prefillMinTps,
    double prefillMaxTps,
    double prefillMs,
    double decodeTps,
    double decodeMinTps,
    double decodeMaxTps,
    double decodeMs,
    long weightBytes,
    long repackedBytes,
    long tokenReadBytes,
    double bandwidthBytesPerSecond,
    long bandwidthBufferBytes,
    double decodeCeilingTps,
    double decodeCeilingFraction,
    Predicted predicted,
    FullModel fullModel) {

  /**
   * The whole model, computed at the speeds measured: decoding reads as many bytes, prefill
   * multiplies as many weights in a second. Holds where all its weights are in memory.
   */
  record FullModel(
      int layers,
      long weightBytes,
      long tokenReadBytes,
      double prefillTps,
      double decodeTps,
      double decodeCeilingTps) {

    static FullModel of(SyntheticShape slice, WeightTraffic part, ModelRates rates, double rate) {
      SyntheticShape full = slice.full();
      WeightTraffic all =
          WeightTraffic.of(SyntheticModel.tensors(full), full.experts(), full.usedExperts());
      double bytes = (double) all.tokenBytes() / part.tokenBytes();
      double weights = (double) all.layerWeights() / part.layerWeights();
      return new FullModel(
          full.layers(),
          all.totalBytes(),
          all.tokenBytes(),
          rates.prefill().median() / weights,
          rates.decode().median() / bytes,
          rate / all.tokenBytes());
    }
  }

  static BenchReport of(
      KimiModel model,
      ModelBenchmark benchmark,
      ModelRates rates,
      MemoryBandwidth bandwidth,
      Optional<Predicted> predicted,
      Optional<SyntheticShape> slice) {
    var config = model.config();
    var router = config.router();
    WeightTraffic traffic =
        WeightTraffic.of(
            model.tensors(),
            router == null ? 1 : router.experts(),
            router == null ? 1 : router.used());
    double ceiling = bandwidth.bytesPerSecond() / traffic.tokenBytes();
    double decode = rates.decode().median();
    double prefill = rates.prefill().median();
    return new BenchReport(
        config.name(),
        config.layers(),
        model.threads(),
        VectorWidth.BITS,
        Runtime.version().toString(),
        benchmark.promptTokens(),
        benchmark.generateTokens(),
        benchmark.repeats(),
        prefill,
        rates.prefill().min(),
        rates.prefill().max(),
        1e3 * benchmark.promptTokens() / prefill,
        decode,
        rates.decode().min(),
        rates.decode().max(),
        1e3 / decode,
        traffic.totalBytes(),
        model.tiledBytes(),
        traffic.tokenBytes(),
        bandwidth.bytesPerSecond(),
        bandwidth.bufferBytes(),
        ceiling,
        decode / ceiling,
        predicted.orElse(null),
        slice.map(s -> FullModel.of(s, traffic, rates, bandwidth.bytesPerSecond())).orElse(null));
  }
}
