package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows to tiles for {@link TileThreeBits}.
 *
 * @param codes reads the rows
 * @param blockBytes of the rows
 * @param scales how many columns share a scale
 */
record TileThreeBitsWriter(LevelCodes codes, int blockBytes, TileScales scales)
    implements TileWriter {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final int TWO_CODES = 63;

  @Override
  public boolean row(
      MemorySegment source,
      long offset,
      int blocks,
      MemorySegment target,
      long tile,
      long stride,
      int row) {
    int perScales = TileThreeBits.groupsPerScales(scales);
    int halfBytes = TileThreeBits.halfBytes(perScales);
    long lane = 2L * (TileOrder.shortPlace(row) & 31);
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long block = offset + (long) blockBytes * b;
      long at = tile + stride * b;
      long to = at + (long) halfBytes * (row >> 5);
      for (int g = 0; g < 16; g++) {
        if (g % perScales == 0) {
          scales(source, block, g, target, to + 4L * (row & 15) + ((row >> 4) & 1));
          to += TileThreeBits.SCALE_BYTES;
        }
        long pairs =
            codes.codes(source, block, 2 * g) | (codes.codes(source, block, 2 * g + 1) << 24);
        codes(pairs, target, to + lane);
        to += TileThreeBits.STEP_BYTES;
      }
      short d = codes.factor(source, block);
      target.set(SHORT, at + 2L * halfBytes + 2L * TileOrder.shortPlace(row), d);
      finite &= TileOrder.isFinite(d);
    }
    return finite;
  }

  /** Two scales, from that of a group of 16 columns on. */
  private void scales(MemorySegment source, long block, int group, MemorySegment target, long to) {
    int next = group + scales.columns() / 16;
    target.set(ValueLayout.JAVA_BYTE, to, (byte) codes.scale(source, block, group));
    target.set(ValueLayout.JAVA_BYTE, to + 2, (byte) codes.scale(source, block, next));
  }

  /** 16 columns: eight times six bits in three shorts. */
  private static void codes(long pairs, MemorySegment target, long to) {
    int seventh = (int) (pairs >>> 36) & TWO_CODES;
    int eighth = (int) (pairs >>> 42) & TWO_CODES;
    int twelve = 0xFFF;
    int u = ((int) pairs & twelve) | (seventh >> 2) << 12;
    int v = ((int) (pairs >>> 12) & twelve) | (eighth >> 2) << 12;
    int w = ((int) (pairs >>> 24) & twelve) | (seventh & 3) << 12 | (eighth & 3) << 14;
    target.set(SHORT, to, (short) u);
    target.set(SHORT, to + 64, (short) v);
    target.set(SHORT, to + 128, (short) w);
  }
}
