package abruzzi.quant.quantize;

/** Rounding to what half precision stores. */
final class Half {
  private static final float LARGEST = 65504;

  private Half() {}

  /** The nearest half, never an infinity. */
  static float nearest(float value) {
    return Float.float16ToFloat(Float.floatToFloat16(Math.clamp(value, -LARGEST, LARGEST)));
  }
}
