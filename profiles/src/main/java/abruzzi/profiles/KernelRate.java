package abruzzi.profiles;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How fast products with weights of one storage type are computed by the processors.
 *
 * @param type storage type by its name in files, as in {@code Q4_K}
 * @param layout how the weights lie in memory
 * @param rows activation rows that each weight is multiplied with: 1 is decoding, 8 and 64 stand
 *     for prefill
 * @param weightsPerSecond weights that so many threads get through, each for all rows, when they
 *     lie in caches
 * @param notOverlapped of reading such weights from memory and multiplying them, the part of the
 *     shorter time that goes on top of the longer one; above 1 where one holds up the other; null
 *     where not known
 * @param rowNanos what a row of a matrix takes a thread beyond its weights, for all activation
 *     rows: sums are folded and kept; null where not known
 */
public record KernelRate(
    String type,
    Layout layout,
    int rows,
    RateCurve weightsPerSecond,
    Double notOverlapped,
    Double rowNanos) {
  /** Weights of a row that rates are measured with: the time of such a row is part of the rate. */
  public static final int ROW_WEIGHTS = 7168;

  /** How weights lie in memory. */
  public enum Layout {
    /** As in the file. */
    @JsonProperty("rows")
    ROWS,
    /** Copied into tiles. */
    @JsonProperty("tiles")
    TILES
  }

  /** Checks the numbers. */
  public KernelRate {
    Expect.text("type", type);
    Expect.present("layout", layout);
    Expect.atLeast(1, "rows", rows);
    weightsPerSecond = Expect.present("weights_per_second", weightsPerSecond);
    Expect.rate("not_overlapped", notOverlapped == null ? 0 : notOverlapped);
    Expect.rate("row_nanos", rowNanos == null ? 0 : rowNanos);
  }

  /** A rate alone. */
  public KernelRate(String type, Layout layout, int rows, RateCurve weightsPerSecond) {
    this(type, layout, rows, weightsPerSecond, null, null);
  }

  /** The same, with what is known of reading from memory. */
  public KernelRate withNotOverlapped(Double part) {
    return new KernelRate(type, layout, rows, weightsPerSecond, part, rowNanos);
  }

  /** The same, with what is known of rows. */
  public KernelRate withRowNanos(Double nanos) {
    return new KernelRate(type, layout, rows, weightsPerSecond, notOverlapped, nanos);
  }
}
