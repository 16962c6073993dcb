package abruzzi.quant.safetensors;

/**
 * The 8-bit float E4M3 in its finite form: sign, 4 bits of exponent with bias 7, 3 bits of
 * fraction; no infinities, {@code S.1111.111} is NaN. Source: OCP 8-bit floating point
 * specification 1.0.
 */
public final class Float8E4M3 {
  private static final float[] VALUES = values();

  private Float8E4M3() {}

  private static float[] values() {
    float[] values = new float[256];
    for (int bits = 0; bits < values.length; bits++) {
      int exponent = (bits >> 3) & 15;
      int fraction = bits & 7;
      float magnitude =
          exponent == 15 && fraction == 7
              ? Float.NaN
              : exponent == 0
                  ? Math.scalb(fraction, -9)
                  : Math.scalb(1 + fraction / 8f, exponent - 7);
      values[bits] = bits < 128 ? magnitude : -magnitude;
    }
    return values;
  }

  /** The value of the 8 bits, -448 to 448 or NaN. */
  public static float toFloat(byte bits) {
    return VALUES[bits & 0xFF];
  }
}
