package abruzzi.quant.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Vectors of the tile kernels that have two widths: 512 bit, or 256 in narrower processes. */
final class TileWidth {
  static final boolean WIDE = VectorWidth.BITS == 512;
  static final VectorSpecies<Integer> INTS = WIDE ? IntVector.SPECIES_512 : IntVector.SPECIES_256;
  static final VectorSpecies<Float> FLOATS =
      WIDE ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;

  /** Rows of which a vector holds an int or float each. */
  static final int LANES = INTS.length();

  private TileWidth() {}
}
