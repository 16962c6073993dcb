package abruzzi.dense.gpu;

/** Largest errors of results, for checks. */
final class Errors {
  private double largest;

  /** The largest so far. */
  double largest() {
    return largest;
  }

  /** Takes in an error; what is no number stays the largest. */
  void add(double error) {
    largest = Double.isNaN(error) || error > largest ? error : largest;
  }

  /** A sum of products against its value in double, relative to the sum of magnitudes. */
  void addDot(float[] row, float[] x, int index, float before, float actual) {
    double sum = before;
    double magnitude = Math.abs(before);
    for (int c = 0; c < row.length; c++) {
      double product = (double) row[c] * x[index + c];
      sum += product;
      magnitude += Math.abs(product);
    }
    add(magnitude == 0 ? Math.abs(actual) : Math.abs(actual - sum) / magnitude);
  }

  /** Values against others, relative to the largest of those. */
  static double relative(float[] expected, float[] actual) {
    double scale = Float.MIN_NORMAL;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    Errors errors = new Errors();
    for (int i = 0; i < expected.length; i++) {
      errors.add(Math.abs((double) actual[i] - expected[i]) / scale);
    }
    return errors.largest;
  }
}
