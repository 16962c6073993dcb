package abruzzi.profiles;

import java.util.List;
import java.util.Optional;

/**
 * How fast the processors compute.
 *
 * @param vectorBits bits of the vectors that were computed with
 * @param rates by storage type, layout and activation rows
 * @param origin where this comes from
 */
public record KernelProfile(int vectorBits, List<KernelRate> rates, Origin origin) {
  /** Checks the numbers. */
  public KernelProfile {
    Expect.atLeast(1, "vector_bits", vectorBits);
    rates = Expect.list("rates", rates);
    Expect.present("origin", origin);
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
