package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows to tiles for {@link TileThreeBits} and {@link TileFourBits}.
 *
 * @param codes reads the rows
 * @param blockBytes of the rows
 * @param bits of a code, 3 or 4
 * @param scales how many columns share a scale
 */
record TileLevelsWriter(LevelCodes codes, int blockBytes, int bits, TileScales scales)
    implements TileWriter {
  private static final int TEN_CODES = (1 << 30) - 1;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public boolean row(
      MemorySegment source,
      long offset,
      int blocks,
      MemorySegment target,
      long tile,
      long stride,
      int row) {
    int step = bits == 3 ? TileThreeBits.STEP_BYTES : TileFourBits.STEP_BYTES;
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long block = offset + (long) blockBytes * b;
      long at = tile + stride * b;
      long first = at + scales.blockBytes() + TileScales.FACTOR_BYTES;
      long to = first + 8L * step * (row >> 4) + 4L * (row & 15);
      for (int g = 0; g < 8; g++) {
        if (bits == 3) {
          threeBits(source, block, g, target, to);
        } else {
          fourBits(source, block, g, target, to);
        }
        to += step;
      }
      long scale = at + TileOrder.bytePlace(row);
      int perScale = scales.columns() / 16;
      for (int s = 0; s < 16; s += perScale) {
        target.set(ValueLayout.JAVA_BYTE, scale, (byte) codes.scale(source, block, s));
        scale += Tiles.ROWS;
      }
      short d = codes.factor(source, block);
      long factor = at + scales.blockBytes();
      target.set(SHORT, factor + 2L * TileOrder.shortPlace(row), d);
      finite &= TileOrder.isFinite(d);
    }
    return finite;
  }

  /** 32 columns: 96 bits as three times ten codes and two more. */
  private void threeBits(MemorySegment source, long block, int g, MemorySegment target, long to) {
    long c2 = codes.codes(source, block, 4 * g + 2);
    long low =
        codes.codes(source, block, 4 * g)
            | (codes.codes(source, block, 4 * g + 1) << 24)
            | (c2 << 48);
    long high = (c2 >>> 16) | (codes.codes(source, block, 4 * g + 3) << 8);
    int last = (int) (high >>> 26);
    target.set(INT, to, ((int) low & TEN_CODES) | (last << 30));
    target.set(INT, to + 64, ((int) (low >>> 30) & TEN_CODES) | ((last >>> 2) << 30));
    target.set(
        INT, to + 128, ((int) ((low >>> 60) | (high << 4)) & TEN_CODES) | ((last >>> 4) << 30));
  }

  private void fourBits(MemorySegment source, long block, int g, MemorySegment target, long to) {
    for (int i = 0; i < 4; i++) {
      target.set(INT, to + 64L * i, (int) codes.codes(source, block, 4 * g + i));
    }
  }
}
