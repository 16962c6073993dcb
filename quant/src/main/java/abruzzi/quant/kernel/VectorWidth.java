package abruzzi.quant.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this process, fixed when the class is loaded: species must be constants for
 * the compiler, so they cannot be passed in.
 *
 * <p>It is the widest that the CPU offers. Tests force another one with the system property {@value
 * #PROPERTY} (128, 256 or 512), the only property that the libraries read.
 */
public final class VectorWidth {
  /** Name of the property that forces a width, in bits. */
  public static final String PROPERTY = "abruzzi.vectorBits";

  /** Width in bits: 128, 256 or 512. */
  public static final int BITS = chosenBits();

  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));
  static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));

  /** As many shorts as there are int lanes. */
  static final VectorSpecies<Short> SHORTS =
      BITS == 512
          ? ShortVector.SPECIES_256
          : BITS == 256 ? ShortVector.SPECIES_128 : ShortVector.SPECIES_64;

  /**
   * As many bytes as there are int lanes; at 128 bit no such species exists (see {@link Kernels}).
   */
  static final VectorSpecies<Byte> BYTES =
      BITS == 512 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  private VectorWidth() {}

  private static int chosenBits() {
    int preferred = Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
    int bits = Integer.getInteger(PROPERTY, preferred);
    if (bits != 128 && bits != 256 && bits != 512) {
      throw new IllegalArgumentException(PROPERTY + "=" + bits + ", expected 128, 256 or 512");
    }
    return bits;
  }
}
