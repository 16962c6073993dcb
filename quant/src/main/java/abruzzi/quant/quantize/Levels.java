package abruzzi.quant.quantize;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.quantize.kernel.LevelMoments;

/**
 * The values that a weight divided by its scale can have, and which of them is nearest.
 *
 * <p>Threading: one thread at a time.
 */
interface Levels {
  /** The lowest, below zero and largest in magnitude. */
  float lowest();

  /** The highest. */
  float highest();

  /**
   * Chooses the nearest levels at a scale other than zero.
   *
   * @param count a multiple of 16
   */
  void choose(float[] x, float[] w, int from, int count, float scale);

  /** {@code sum w level²} of the last choice. */
  float squares();

  /** {@code sum w x level} of the last choice. */
  float products();

  /** The code of the level nearest to {@code ratio}: 0 is the lowest level. */
  int code(float ratio);

  /** Whole numbers from {@code lowest} to {@code highest}. */
  static Levels whole(int lowest, int highest) {
    return new Whole(lowest, highest, new LevelMoments());
  }

  /** The values of a codebook of width 1, ascending. */
  static Levels of(Codebook steps) {
    return new Listed(steps);
  }

  /** Evenly spaced levels. */
  record Whole(float lowest, float highest, LevelMoments moments) implements Levels {
    @Override
    public void choose(float[] x, float[] w, int from, int count, float scale) {
      moments.symmetric(x, w, from, count, 1 / scale, lowest, highest);
    }

    @Override
    public float squares() {
      return moments.squares();
    }

    @Override
    public float products() {
      return moments.products();
    }

    @Override
    public int code(float ratio) {
      return (int) (Math.rint(Math.clamp(ratio, lowest, highest)) - lowest);
    }
  }

  /** Levels from a table. */
  final class Listed implements Levels {
    /** Places of the table per unit, so that a midpoint of two levels lies between two places. */
    private static final int FINENESS = 2;

    private final float[] levels;
    private final byte[] nearest;
    private float squares;
    private float products;

    private Listed(Codebook steps) {
      levels = new float[steps.entries()];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = steps.value(i, 0);
      }
      nearest = new byte[FINENESS * (int) (highest() - lowest()) + 1];
      for (int place = 0; place < nearest.length; place++) {
        float value = lowest() + (float) place / FINENESS;
        for (int i = 1; i < levels.length; i++) {
          if (Math.abs(levels[i] - value) < Math.abs(levels[nearest[place]] - value)) {
            nearest[place] = (byte) i;
          }
        }
      }
    }

    @Override
    public float lowest() {
      return levels[0];
    }

    @Override
    public float highest() {
      return levels[levels.length - 1];
    }

    @Override
    public void choose(float[] x, float[] w, int from, int count, float scale) {
      float inverse = 1 / scale;
      float a = 0;
      float b = 0;
      for (int i = from; i < from + count; i++) {
        float level = levels[code(x[i] * inverse)];
        float weighted = w[i] * level;
        a += weighted * level;
        b += weighted * x[i];
      }
      squares = a;
      products = b;
    }

    @Override
    public float squares() {
      return squares;
    }

    @Override
    public float products() {
      return products;
    }

    @Override
    public int code(float ratio) {
      float places = FINENESS * (ratio - lowest()) + 0.5f;
      return nearest[(int) Math.clamp(places, 0f, nearest.length - 1f)];
    }
  }
}
