package abruzzi.quant.quantize;

/**
 * Finds the two scales of a block whose groups have whole multiples of one as their scale and of
 * the other as their minimum: tries pairs at which the largest scale and minimum get various
 * multiples, then alternates between the best multiples for two scales and the best scales for
 * them.
 */
final class AffineScales {
  private static final int ROUNDS = 2;

  /** The multiples, of the highest, that trials give to the largest group. */
  private static final float[] TRIALS = {0.6f, 0.7f, 0.8f, 0.86f, 0.92f, 0.96f, 1f, 1.05f, 1.12f};

  private final int highest;
  private final int[] scaleCodes;
  private final int[] minimumCodes;
  private final int[] bestScaleCodes;
  private final int[] bestMinimumCodes;

  private float scale;
  private float minimum;

  /** Normal equations of the two scales. */
  private double squares;

  private double mixed;
  private double weights;
  private double products;
  private double values;

  AffineScales(int highest, int groups) {
    this.highest = highest;
    this.scaleCodes = new int[groups];
    this.minimumCodes = new int[groups];
    this.bestScaleCodes = new int[groups];
    this.bestMinimumCodes = new int[groups];
  }

  /** Scale of the groups' scales, as half precision stores it. */
  float scale() {
    return scale;
  }

  /** Scale of the groups' minimums, as half precision stores it. */
  float minimum() {
    return minimum;
  }

  /** Multiples of {@link #scale}. */
  int[] scaleCodes() {
    return bestScaleCodes;
  }

  /** Multiples of {@link #minimum}. */
  int[] minimumCodes() {
    return bestMinimumCodes;
  }

  /** Finds scales and multiples. */
  void fit(AffineGroups groups) {
    guess(groups);
    float trialScale = scale;
    float trialMinimum = minimum;
    double bestGain = Double.NEGATIVE_INFINITY;
    for (int round = 0; round <= ROUNDS; round++) {
      trialScale = Half.nearest(trialScale);
      trialMinimum = Half.nearest(trialMinimum);
      double gain = choose(groups, trialScale, trialMinimum);
      if (gain <= bestGain) {
        return;
      }
      bestGain = gain;
      scale = trialScale;
      minimum = trialMinimum;
      System.arraycopy(scaleCodes, 0, bestScaleCodes, 0, scaleCodes.length);
      System.arraycopy(minimumCodes, 0, bestMinimumCodes, 0, minimumCodes.length);
      double determinant = squares * weights - mixed * mixed;
      if (determinant > 1e-9 * squares * weights) {
        trialScale = (float) ((products * weights - values * mixed) / determinant);
        trialMinimum = (float) ((products * mixed - values * squares) / determinant);
      } else if (squares > 0) {
        trialScale = (float) (products / squares);
      }
      if (trialScale < 0 || trialMinimum < 0) {
        return;
      }
    }
  }

  private void guess(AffineGroups groups) {
    float largestScale = 0;
    float largestMinimum = 0;
    for (int g = 0; g < groups.groups(); g++) {
      largestScale = Math.max(largestScale, groups.idealScale(g));
      largestMinimum = Math.max(largestMinimum, groups.idealMinimum(g));
    }
    double best = Double.NEGATIVE_INFINITY;
    for (float scaleTrial : TRIALS) {
      float s = largestScale / (highest * scaleTrial);
      for (float minimumTrial : TRIALS) {
        float m = largestMinimum / (highest * minimumTrial);
        double gain = guessedGain(groups, s, m);
        if (gain > best) {
          best = gain;
          scale = s;
          minimum = m;
        }
      }
    }
  }

  private double guessedGain(AffineGroups groups, float s, float m) {
    float inverseScale = s > 0 ? 1 / s : 0;
    float inverseMinimum = m > 0 ? 1 / m : 0;
    double gain = 0;
    for (int g = 0; g < groups.groups(); g++) {
      float groupScale = s * nearest(groups.idealScale(g) * inverseScale);
      float groupMinimum = m * nearest(groups.minimumFor(g, groupScale) * inverseMinimum);
      gain += groups.gainOfIdealCodes(g, groupScale, groupMinimum);
    }
    return gain;
  }

  private int nearest(float ratio) {
    return (int) (Math.clamp(ratio, 0, highest) + 0.5f);
  }

  private double choose(AffineGroups groups, float s, float m) {
    squares = 0;
    mixed = 0;
    weights = 0;
    products = 0;
    values = 0;
    double gain = 0;
    for (int g = 0; g < groups.groups(); g++) {
      gain += chooseGroup(groups, g, s, m);
    }
    return gain;
  }

  private double chooseGroup(AffineGroups groups, int g, float s, float m) {
    int firstScale = s > 0 ? (int) Math.clamp(groups.idealScale(g) / s, 0, highest) : 0;
    double best = Double.NEGATIVE_INFINITY;
    double q = 0;
    double qq = 0;
    double xq = 0;
    for (int sc = firstScale; sc <= Math.min(firstScale + 1, highest); sc++) {
      float ideal = m > 0 ? groups.minimumFor(g, s * sc) / m : 0;
      int firstMinimum = (int) Math.clamp(ideal, 0, highest);
      for (int mn = firstMinimum; mn <= Math.min(firstMinimum + 1, highest); mn++) {
        double gain = groups.choose(g, s * sc, m * mn);
        if (gain > best) {
          best = gain;
          scaleCodes[g] = sc;
          minimumCodes[g] = mn;
          q = groups.codeSum();
          qq = groups.squareSum();
          xq = groups.productSum();
        }
      }
    }
    int sc = scaleCodes[g];
    int mn = minimumCodes[g];
    squares += sc * sc * qq;
    mixed += sc * mn * q;
    weights += (double) mn * mn * groups.weightSum(g);
    products += sc * xq;
    values += (double) mn * groups.valueSum(g);
    return best;
  }
}
