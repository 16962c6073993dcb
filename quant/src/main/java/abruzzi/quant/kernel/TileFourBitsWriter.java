package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows to tiles for {@link TileFourBits}.
 *
 * @param codes reads the rows
 * @param blockBytes of the rows
 * @param scales how many columns share a scale
 */
record TileFourBitsWriter(LevelCodes codes, int blockBytes, TileScales scales)
    implements TileWriter {
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
    int step = TileFourBits.STEP_BYTES;
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long block = offset + (long) blockBytes * b;
      long at = tile + stride * b;
      long first = at + scales.blockBytes() + TileScales.FACTOR_BYTES;
      long to = first + 8L * step * (row >> 4) + 4L * (row & 15);
      for (int g = 0; g < 8; g++) {
        for (int i = 0; i < 4; i++) {
          target.set(INT, to + 64L * i, (int) codes.codes(source, block, 4 * g + i));
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
}
