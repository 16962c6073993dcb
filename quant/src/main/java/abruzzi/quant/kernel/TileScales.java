package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Scales of tiles as signed bytes: how many columns share one. */
enum TileScales {
  OF_16_COLUMNS(16),
  OF_32_COLUMNS(32);

  /** Bytes of the factors of a block. */
  static final int FACTOR_BYTES = 128;

  private final int columns;

  TileScales(int columns) {
    this.columns = columns;
  }

  int columns() {
    return columns;
  }

  /** Bytes of the scales of 256 columns. */
  int blockBytes() {
    return Tiles.ROWS * 256 / columns;
  }

  /** Bytes of the scales of 32 columns. */
  int groupBytes() {
    return Tiles.ROWS * 32 / columns;
  }

  /** How many bytes behind those of 16 columns the scales of the next 16 lie. */
  int secondOffset() {
    return groupBytes() - Tiles.ROWS;
  }

  /**
   * Decodes the scales of 64 rows and 256 columns.
   *
   * @param scales where those of the block lie
   * @param out receives {@code [groups, 64]}
   */
  void decode(MemorySegment data, long scales, float[] out) {
    MappedMemory.touch(data, scales);
    for (int i = 0; i < blockBytes(); i += Tiles.ROWS) {
      IntVector four =
          IntVector.fromMemorySegment(IntVector.SPECIES_512, data, scales + i, LITTLE_ENDIAN);
      for (int quarter = 0; quarter < 4; quarter++) {
        ((FloatVector)
                four.lanewise(LSHL, 24 - 8 * quarter)
                    .lanewise(ASHR, 24)
                    .convertShape(I2F, FloatVector.SPECIES_512, 0))
            .intoArray(out, i + 16 * quarter);
      }
    }
  }

  /**
   * Decodes the scales of 32 columns and 16 rows.
   *
   * @param scales where those of the block lie
   * @param quarter which 16 rows
   * @param out receives 16 for the first 16 columns, 16 for the others
   */
  void decode(MemorySegment data, long scales, int group, int quarter, float[] out) {
    for (int i = 0; i < 2; i++) {
      long at = scales + (long) groupBytes() * group + (long) secondOffset() * i;
      IntVector four = IntVector.fromMemorySegment(IntVector.SPECIES_512, data, at, LITTLE_ENDIAN);
      ((FloatVector)
              four.lanewise(LSHL, 24 - 8 * quarter)
                  .lanewise(ASHR, 24)
                  .convertShape(I2F, FloatVector.SPECIES_512, 0))
          .intoArray(out, 16 * i);
    }
  }
}
