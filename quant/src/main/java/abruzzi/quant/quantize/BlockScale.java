package abruzzi.quant.quantize;

/**
 * Finds the scale of a block whose groups have whole multiples of it: tries scales at which the
 * largest group gets various multipliers, then alternates between the best multipliers and levels
 * for a scale and the best scale for them.
 */
final class BlockScale {
  private static final int TRIALS = 30;
  private static final float FIRST_TRIAL = 0.6f;
  private static final float TRIAL_STEP = 0.02f;
  private static final int ROUNDS = 3;

  private final Multipliers multipliers;
  private final float unit;
  private final int[] codes;
  private final int[] bestCodes;
  private float best;
  private float leastSquares;

  /**
   * A search.
   *
   * @param unit the group scale that multiplier 1 stands for, at a block scale of 1: a power of two
   */
  BlockScale(Multipliers multipliers, float unit, int groups) {
    this.multipliers = multipliers;
    this.unit = unit;
    this.codes = new int[groups];
    this.bestCodes = new int[groups];
  }

  /** Codes of the groups' multipliers after {@link #fit}. */
  int[] codes() {
    return bestCodes;
  }

  /** The scale of the block, as half precision stores it. */
  float scale() {
    return best / unit;
  }

  /** The scale of a group after {@link #fit}. */
  float groupScale(int group) {
    return best * multipliers.of(bestCodes[group]);
  }

  /** Finds scale and multipliers. */
  void fit(ScaledGroups groups) {
    float scale = firstGuess(groups);
    double bestGain = Double.NEGATIVE_INFINITY;
    for (int round = 0; round <= ROUNDS; round++) {
      float stored = unit * Half.nearest(scale / unit);
      double gain = choose(groups, stored);
      if (gain <= bestGain) {
        return;
      }
      bestGain = gain;
      best = stored;
      System.arraycopy(codes, 0, bestCodes, 0, codes.length);
      scale = leastSquares;
    }
  }

  /** The trial scale of least error, were the levels those of the ideal scales. */
  private float firstGuess(ScaledGroups groups) {
    float largest = 0;
    for (int g = 0; g < codes.length; g++) {
      float ideal = groups.idealScale(g);
      largest = Math.abs(ideal) > Math.abs(largest) ? ideal : largest;
    }
    double least = Double.POSITIVE_INFINITY;
    float guess = 0;
    for (int trial = 0; trial < TRIALS && largest != 0; trial++) {
      float target = multipliers.largest() * (FIRST_TRIAL + TRIAL_STEP * trial);
      float scale = largest / target;
      double error = 0;
      for (int g = 0; g < codes.length; g++) {
        float ratio = groups.idealScale(g) / scale;
        float off =
            ratio - multipliers.of(multipliers.codeBelow(ratio + 0.5f * multipliers.step()));
        error += (double) groups.idealSquares(g) * off * off;
      }
      error *= (double) scale * scale;
      if (error < least) {
        least = error;
        guess = scale;
      }
    }
    return guess;
  }

  /** Chooses multipliers and levels for a scale, and the best scale for these. */
  private double choose(ScaledGroups groups, float scale) {
    double gain = 0;
    double squares = 0;
    double products = 0;
    for (int g = 0; g < codes.length; g++) {
      int below = scale == 0 ? 0 : multipliers.codeBelow(groups.idealScale(g) / scale);
      int above = Math.min(below + 1, multipliers.count() - 1);
      double groupGain = Double.NEGATIVE_INFINITY;
      double groupSquares = 0;
      double groupProducts = 0;
      for (int code = below; code <= above; code++) {
        int multiplier = multipliers.of(code);
        float s = scale * multiplier;
        groups.choose(g, s);
        double trial = s * (2.0 * groups.products() - (double) s * groups.squares());
        if (trial > groupGain) {
          groupGain = trial;
          codes[g] = code;
          groupSquares = (double) multiplier * multiplier * groups.squares();
          groupProducts = (double) multiplier * groups.products();
        }
      }
      gain += groupGain;
      squares += groupSquares;
      products += groupProducts;
    }
    leastSquares = squares > 0 ? (float) (products / squares) : 0;
    return gain;
  }
}
