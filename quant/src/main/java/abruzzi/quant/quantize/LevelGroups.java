package abruzzi.quant.quantize;

/**
 * Groups of weights whose levels are chosen one by one.
 *
 * <p>The ideal scale is searched from those at which the largest weight gets levels around the
 * outermost ones, of either sign, and refined by least squares.
 */
final class LevelGroups implements ScaledGroups {
  private static final int TRIALS = 16;
  private static final int REFINEMENTS = 3;

  private final Levels levels;
  private final int elements;
  private final float[] idealScale;
  private final float[] idealSquares;
  private float[] x;
  private float[] w;
  private int from;
  private float bestScale;
  private float bestGain;
  private float bestSquares;
  private boolean chosen;

  LevelGroups(Levels levels, int groups, int elements) {
    this.levels = levels;
    this.elements = elements;
    this.idealScale = new float[groups];
    this.idealSquares = new float[groups];
  }

  /** Looks at the weights of a block. */
  void read(float[] values, float[] weights, int first) {
    x = values;
    w = weights;
    from = first;
    for (int g = 0; g < idealScale.length; g++) {
      search(g);
      idealScale[g] = bestScale;
      idealSquares[g] = bestSquares;
    }
  }

  private void search(int group) {
    bestScale = 0;
    bestGain = 0;
    bestSquares = 0;
    float extreme = 0;
    for (int i = from + group * elements; i < from + (group + 1) * elements; i++) {
      extreme = Math.abs(x[i]) > Math.abs(extreme) ? x[i] : extreme;
    }
    if (extreme == 0) {
      return;
    }
    sweep(group, extreme, levels.lowest());
    sweep(group, extreme, levels.highest());
    for (int i = 0; i < REFINEMENTS; i++) {
      attempt(group, bestScale);
    }
  }

  /** Tries scales at which the largest weight has a level near {@code outermost}. */
  private void sweep(int group, float extreme, float outermost) {
    float magnitude = Math.abs(outermost);
    float low = magnitude - Math.min(0.45f * magnitude, 3 * magnitude / levelsPerSign());
    float high = magnitude + Math.min(0.25f * magnitude, 1.5f * magnitude / levelsPerSign());
    for (int trial = 0; trial < TRIALS; trial++) {
      float level = low + (high - low) * trial / (TRIALS - 1);
      attempt(group, extreme / Math.copySign(level, outermost));
    }
  }

  private float levelsPerSign() {
    return levels.code(levels.highest()) / 2f;
  }

  private void attempt(int group, float scale) {
    if (scale == 0 || Float.isInfinite(1 / scale)) {
      return;
    }
    levels.choose(x, w, from + group * elements, elements, scale);
    float squares = levels.squares();
    float products = levels.products();
    // with these levels, the best scale and what it gains
    float gain = squares > 0 ? products / squares * products : 0;
    if (gain > bestGain) {
      bestGain = gain;
      bestScale = products / squares;
      bestSquares = squares;
    }
  }

  /** The codes of all weights at the scales of their groups. */
  void codes(int group, float scale, int[] codes) {
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int e = group * elements; e < (group + 1) * elements; e++) {
      codes[e] = levels.code(x[from + e] * inverse);
    }
  }

  @Override
  public int groups() {
    return idealScale.length;
  }

  @Override
  public float idealScale(int group) {
    return idealScale[group];
  }

  @Override
  public float idealSquares(int group) {
    return idealSquares[group];
  }

  @Override
  public void choose(int group, float scale) {
    chosen = scale != 0 && !Float.isInfinite(1 / scale);
    if (chosen) {
      levels.choose(x, w, from + group * elements, elements, scale);
    }
  }

  @Override
  public float squares() {
    return chosen ? levels.squares() : 0;
  }

  @Override
  public float products() {
    return chosen ? levels.products() : 0;
  }
}
