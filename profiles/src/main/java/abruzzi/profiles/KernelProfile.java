package abruzzi.profiles;

import java.util.List;
import java.util.Optional;

/**
 * How fast the processors compute.
 *
 * @param vectorBits bits of the vectors that were computed with
 * @param rates by storage type, layout and activation rows
 * @param regionNanos what a parallel region of one thread for each core costs beside its work, 0
 *     where not known
 * @param notOverlapped {@link KernelRate#notOverlapped} of rates that do not say it themselves;
 *     null where not known
 * @param rules version of the rules by which this was measured; 0 where that is not known
 * @param partial whether only the most common storage types were measured
 * @param origin where this comes from
 */
public record KernelProfile(
    int vectorBits,
    List<KernelRate> rates,
    double regionNanos,
    Double notOverlapped,
    int rules,
    boolean partial,
    Origin origin) {
  /** Checks the numbers. */
  public KernelProfile {
    Expect.atLeast(1, "vector_bits", vectorBits);
    rates = Expect.list("rates", rates);
    Expect.rate("region_nanos", regionNanos);
    Expect.rate("not_overlapped", notOverlapped == null ? 0 : notOverlapped);
    Expect.atLeast(0, "rules", rules);
    Expect.present("origin", origin);
  }

  /** Rates alone. */
  public KernelProfile(int vectorBits, List<KernelRate> rates, Origin origin) {
    this(vectorBits, rates, 0, null, 0, false, origin);
  }

  /**
   * What a row of a matrix takes a thread beyond its weights.
   *
   * @param rows activation rows
   * @return of types of which that was not measured, the average of those of which it was; 0 where
   *     nothing is known
   */
  public double rowNanos(String type, KernelRate.Layout layout, int rows) {
    Optional<KernelRate> own = find(type, layout, rows).filter(rate -> rate.rowNanos() != null);
    return own.isPresent()
        ? own.get().rowNanos()
        : rates.stream()
            .filter(rate -> rate.layout() == layout && rate.rows() == rows)
            .filter(rate -> rate.rowNanos() != null)
            .mapToDouble(KernelRate::rowNanos)
            .average()
            .orElse(0);
  }

  /** The same with other rates. */
  public KernelProfile withRates(List<KernelRate> others) {
    return new KernelProfile(
        vectorBits, others, regionNanos, notOverlapped, rules, partial, origin);
  }

  /**
   * The rates of a type in a layout.
   *
   * @param rows activation rows; where these were not measured, the nearest fewer that were
   * @return nothing where the type was not measured with so few
   */
  public Optional<KernelRate> find(String type, KernelRate.Layout layout, int rows) {
    return rates.stream()
        .filter(rate -> rate.type().equals(type) && rate.layout() == layout && rate.rows() <= rows)
        .max((a, b) -> Integer.compare(a.rows(), b.rows()));
  }
}
