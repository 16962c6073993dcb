package abruzzi.runtime.benchmark;

import abruzzi.profiles.KernelRate;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.runtime.benchmark.ReadOverlap.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the rates of a profile of what was measured of kernels in caches and from memory. */
final class KernelRates {
  /** Activation rows: decoding, prefill of experts, and of what all tokens need. */
  static final List<Integer> ACTIVATION_ROWS = List.of(1, 8, 64);

  private KernelRates() {}

  /** What is measured of the kernels in one step. */
  record Case(GgmlType type, MatrixLayout layout, int columns) {
    Case narrow() {
      return new Case(type, layout, KernelBenchmark.NARROW);
    }

    boolean isWide() {
      return columns == KernelBenchmark.WIDE;
    }

    @Override
    public String toString() {
      String name = layout == MatrixLayout.TILES ? type + " in tiles" : type.toString();
      return isWide() ? name : name + ", short rows";
    }
  }

  /** Weights in caches, and the rates of these by activation rows. */
  record Cached(KernelBenchmark benchmark, RateCurve... curves) {}

  /**
   * Puts them together.
   *
   * @param cached by case, with long rows and with short ones
   * @param times from memory, by case and activation rows
   */
  static List<KernelRate> of(Map<Case, Cached> cached, Map<Case, List<List<Times>>> times) {
    Map<MatrixLayout, Double> notOverlapped =
        times.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.getKey().layout,
                    Collectors.flatMapping(
                        entry -> entry.getValue().get(0).stream(),
                        Collectors.collectingAndThen(
                            Collectors.toList(), ReadOverlap::notOverlapped))));
    List<KernelRate> rates = new ArrayList<>();
    times.forEach(
        (one, samples) -> {
          double part = notOverlapped.get(one.layout);
          RateCurve[] curves = cached.get(one).curves;
          Cached narrow = cached.get(one.narrow());
          for (int i = 0; i < curves.length; i++) {
            KernelRate rate =
                i == 0
                    ? rate(one, i, curves[i]).withNotOverlapped(part)
                    : rate(one, i, curves[i].times(ReadOverlap.fromMemory(samples.get(i), part)));
            rates.add(
                narrow == null ? rate : rate.withRowNanos(rowNanos(curves[i], narrow.curves[i])));
          }
        });
    return rates;
  }

  /** What a row takes a thread, from rows that are long and others that are short. */
  private static double rowNanos(RateCurve wide, RateCurve narrow) {
    double more = 1 / narrow.at(1) - 1 / wide.at(1);
    return Math.max(0, 1e9 * more / (1.0 / KernelBenchmark.NARROW - 1.0 / KernelBenchmark.WIDE));
  }

  private static KernelRate rate(Case one, int rows, RateCurve curve) {
    KernelRate.Layout layout =
        one.layout == MatrixLayout.TILES ? KernelRate.Layout.TILES : KernelRate.Layout.ROWS;
    return new KernelRate(one.type.name(), layout, ACTIVATION_ROWS.get(rows), curve);
  }

  /** What stands for types that were not measured. */
  static double usual(List<KernelRate> rates) {
    return Samples.of(
            rates.stream()
                .filter(rate -> rate.notOverlapped() != null)
                .mapToDouble(KernelRate::notOverlapped)
                .toArray())
        .median();
  }
}
