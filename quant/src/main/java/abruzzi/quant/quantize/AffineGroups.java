package abruzzi.quant.quantize;

import abruzzi.quant.quantize.kernel.LevelMoments;

/**
 * Groups of weights {@code scale * code - minimum} with codes from 0 up. The ideal scale and
 * minimum of a group are searched from ranges somewhat wider and narrower than that of its weights,
 * each refined by least squares twice, and the best one further.
 */
final class AffineGroups {
  /** Ranges tried where a block has many groups, and where it has one. */
  private static final int TRIALS = 5;

  private static final int TRIALS_OF_ONE = 20;

  private static final int REFINEMENTS = 2;

  /** How many steps more or fewer than the highest code a range is divided into. */
  private static final float SPREAD = 1.5f;

  private final LevelMoments moments = new LevelMoments();
  private final int highest;
  private final int elements;
  private final boolean anySign;
  private final int trials;

  private final float[] scales;
  private final float[] minimums;

  /**
   * Sums {@code w q}, {@code w q²}, {@code w x q} of the ideal codes, and {@code w}, {@code w x}.
   */
  private final float[] codeSums;

  private final float[] squareSums;
  private final float[] productSums;
  private final float[] weightSums;
  private final float[] valueSums;

  private float[] x;
  private float[] w;
  private int from;
  private double bestGain;
  private boolean chosen;

  /** What is best for the codes of the last attempt. */
  private float nextScale;

  private float nextMinimum;

  /**
   * Groups of a block.
   *
   * @param highest highest code
   * @param anySign whether the minimum may be below zero, so that all weights are raised
   */
  AffineGroups(int highest, int groups, int elements, boolean anySign) {
    this.highest = highest;
    this.elements = elements;
    this.anySign = anySign;
    this.trials = groups == 1 ? TRIALS_OF_ONE : TRIALS;
    this.scales = new float[groups];
    this.minimums = new float[groups];
    this.codeSums = new float[groups];
    this.squareSums = new float[groups];
    this.productSums = new float[groups];
    this.weightSums = new float[groups];
    this.valueSums = new float[groups];
  }

  /** Looks at the weights of a block. */
  void read(float[] values, float[] weights, int first) {
    x = values;
    w = weights;
    from = first;
    for (int g = 0; g < scales.length; g++) {
      search(g);
    }
  }

  private void search(int g) {
    int start = from + g * elements;
    float low = anySign ? x[start] : 0;
    float high = x[start];
    float weights = 0;
    float values = 0;
    for (int i = start; i < start + elements; i++) {
      low = Math.min(low, x[i]);
      high = Math.max(high, x[i]);
      weights += w[i];
      values += w[i] * x[i];
    }
    weightSums[g] = weights;
    valueSums[g] = values;
    bestGain = Double.NEGATIVE_INFINITY;
    keep(g, 0, 0, 0, 0, anySign || values < 0 ? -values / weights : 0);
    float range = high - low;
    if (range <= 0 || Float.isInfinite(highest / range)) {
      return;
    }
    float fewer = Math.min(SPREAD, 0.3f * highest);
    for (int trial = 0; trial < trials; trial++) {
      float steps = highest - fewer + 2 * SPREAD * trial / trials;
      attempt(g, range / steps, -low);
      attempt(g, nextScale, nextMinimum);
    }
    for (int i = 0; i < REFINEMENTS; i++) {
      attempt(g, scales[g], minimums[g]);
    }
  }

  /** Rounds at a scale and minimum and keeps the best scale and minimum for these codes. */
  private void attempt(int g, float scale, float minimum) {
    float inverse = 1 / scale;
    if (scale <= 0 || Float.isInfinite(inverse)) {
      return;
    }
    moments.shifted(x, w, from + g * elements, elements, inverse, minimum * inverse, highest);
    double q = moments.codes();
    double qq = moments.squares();
    double xq = moments.products();
    double determinant = (double) weightSums[g] * qq - q * q;
    double s = determinant > 0 ? (weightSums[g] * xq - valueSums[g] * q) / determinant : 0;
    double m = (s * q - valueSums[g]) / weightSums[g];
    if (m < 0 && !anySign) {
      m = 0;
      s = qq > 0 ? xq / qq : 0;
    }
    nextScale = (float) s;
    nextMinimum = (float) m;
    keep(g, (float) q, (float) qq, (float) xq, nextScale, nextMinimum);
  }

  private void keep(int g, float q, float qq, float xq, float s, float m) {
    double gain = gain(g, q, qq, xq, s, m);
    if (gain > bestGain) {
      bestGain = gain;
      scales[g] = s;
      minimums[g] = m;
      codeSums[g] = q;
      squareSums[g] = qq;
      productSums[g] = xq;
    }
  }

  /** How much less than {@code sum w x²} the squared error is. */
  private double gain(int g, double q, double qq, double xq, double s, double m) {
    return 2 * s * xq - 2 * m * valueSums[g] - s * s * qq + 2 * s * m * q - m * m * weightSums[g];
  }

  int groups() {
    return scales.length;
  }

  float idealScale(int g) {
    return scales[g];
  }

  float idealMinimum(int g) {
    return minimums[g];
  }

  /** The gain of a scale and minimum with the codes that are ideal for the ideal ones. */
  double gainOfIdealCodes(int g, float scale, float minimum) {
    return gain(g, codeSums[g], squareSums[g], productSums[g], scale, minimum);
  }

  /** The minimum that suits a scale with the ideal codes. */
  float minimumFor(int g, float scale) {
    return (scale * codeSums[g] - valueSums[g]) / weightSums[g];
  }

  /** Rounds at a scale and minimum; {@link #codeSum} and the like then hold. */
  double choose(int g, float scale, float minimum) {
    chosen = scale > 0 && !Float.isInfinite(1 / scale);
    if (chosen) {
      float inverse = 1 / scale;
      moments.shifted(x, w, from + g * elements, elements, inverse, minimum * inverse, highest);
    }
    return gain(g, codeSum(), squareSum(), productSum(), scale, minimum);
  }

  float codeSum() {
    return chosen ? moments.codes() : 0;
  }

  float squareSum() {
    return chosen ? moments.squares() : 0;
  }

  float productSum() {
    return chosen ? moments.products() : 0;
  }

  float weightSum(int g) {
    return weightSums[g];
  }

  float valueSum(int g) {
    return valueSums[g];
  }

  /** The codes of a group at a scale and minimum. */
  void codes(int g, float scale, float minimum, int[] codes) {
    float inverse = scale > 0 && !Float.isInfinite(1 / scale) ? 1 / scale : 0;
    for (int e = g * elements; e < (g + 1) * elements; e++) {
      float steps = (x[from + e] + minimum) * inverse;
      codes[e] = (int) Math.rint(Math.clamp(steps, 0, highest));
    }
  }
}
