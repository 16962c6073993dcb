package abruzzi.quant.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of several activation rows with tiles that are decoded to 16 bits once for all of them.
 * Sums of a group of columns are the integers that look-up tables give, and what is done with them
 * is the same, so the bits are.
 */
final class DecodedTileProduct implements TileProduct {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final int BLOCK = 256;
  private static final int ROWS = Tiles.ROWS;
  private static final int TOKENS = ShortProducts.TOKENS;

  /** Ints with the sums of a group of columns and eight activation rows. */
  private static final int GROUP_SUMS = TOKENS * ShortProducts.SUMS;

  /** Sums and minimums of a tile and an activation row. */
  private static final int OWN = 2 * ROWS;

  private final TileKernel kernel;
  private final int groupColumns;

  /** Groups of columns in half a block, which is decoded at once. */
  private final int groups;

  DecodedTileProduct(TileKernel kernel) {
    this.kernel = kernel;
    groupColumns = kernel.sumColumns();
    groups = DecodedTile.COLUMNS / groupColumns;
  }

  /** {@inheritDoc} They lie as {@link ShortActivations} says. */
  @Override
  public void prepare(int tokens, int columns, TileScratch scratch) {
    scratch.shorts().set(scratch.activations(), tokens, columns, groupColumns, kernel.centre());
  }

  @Override
  public void rows(Matrix w, long firstRow, int rows, int tokens, RowView y, TileScratch scratch) {
    int blocks = w.columns() / BLOCK;
    float[] results = scratch.results(tokens * Tiles.PANEL_ROWS);
    for (PanelRows part : PanelRows.of(w, firstRow, rows)) {
      Arrays.fill(results, 0, tokens * Tiles.PANEL_ROWS, 0);
      for (int b = 0; b < blocks; b++) {
        long offset = Tiles.blockOffset(w, part.firstTile(), b);
        for (int i = 0; i < part.tiles(); i++) {
          block(w, offset, b, tokens, results, ROWS * i, scratch);
          offset += kernel.blockBytes();
        }
      }
      part.copy(results, tokens, y);
    }
  }

  /** Adds the products of 64 rows and 256 columns to their results, from {@code row}. */
  private void block(
      Matrix w, long offset, int b, int tokens, float[] results, int row, TileScratch scratch) {
    DecodedTile tile = scratch.decoded();
    float[] own = scratch.tokenSums((tokens + 1) * OWN);
    Arrays.fill(own, 0, tokens * OWN, 0);
    ShortActivations x = scratch.shorts();
    for (int half = 0; half < 2; half++) {
      kernel.decode(w.data(), offset, half, tile);
      int group = (2 * b + half) * groups;
      for (int t = 0; t < tokens; t += TOKENS) {
        groupSums(tile, x, t, group, scratch);
        int count = Math.min(TOKENS, tokens - t);
        for (int lane = 0; lane < count; lane += 2) {
          int from = ShortProducts.SUMS * lane;
          int first = x.number(t + lane, group);
          addTwo(scratch.groupSums(), from, groups, x, first, tile, own, OWN * (t + lane));
        }
      }
    }
    float[] scales = scratch.activations().scales();
    int blocks = w.columns() / BLOCK;
    for (int t = 0; t < tokens; t++) {
      finish(tile, own, OWN * t, scales[t * blocks + b], results, t * Tiles.PANEL_ROWS + row);
    }
  }

  /** Sums {@code [groups, 8, 64]} of up to eight activation rows. */
  private void groupSums(
      DecodedTile tile, ShortActivations x, int token, int group, TileScratch scratch) {
    short[] w = tile.codes();
    int[] values = x.values();
    int[] sums = scratch.groupSums();
    int step = scratch.tileStep();
    int together = x.together(token);
    int at = x.index(token, group);
    int to = 0;
    for (int from = 0; from < ROWS * DecodedTile.COLUMNS; from += ROWS * groupColumns) {
      int end = from + ROWS * groupColumns;
      switch (together) {
        case TOKENS -> ShortProducts.eight(w, from, end, step, values, at, sums, to);
        case 4 -> ShortProducts.four(w, from, end, step, values, at, sums, to);
        default -> ShortProducts.two(w, from, end, step, values, at, sums, to);
      }
      at += (groupColumns + 1) * together;
      to += GROUP_SUMS;
    }
  }

  /**
   * Adds sums of groups times scales, and sums of activations times minimums, to {@code own}: of
   * two activation rows, which share the loads of scales.
   */
  private static void addTwo(
      int[] sums,
      int from,
      int groups,
      ShortActivations x,
      int first,
      DecodedTile tile,
      float[] own,
      int to) {
    float[] scales = tile.scales();
    float[] minimums = tile.minimums();
    int[] lifts = x.lifts();
    float[] activations = x.sums();
    int second = first + x.groups();
    for (int half = 0; half < 2; half++) {
      int at = to + 32 * half;
      int next = at + OWN;
      FloatVector a = FloatVector.fromArray(FLOATS, own, at);
      FloatVector b = FloatVector.fromArray(FLOATS, own, at + 16);
      FloatVector ma = FloatVector.fromArray(FLOATS, own, at + 64);
      FloatVector mb = FloatVector.fromArray(FLOATS, own, at + 80);
      FloatVector c = FloatVector.fromArray(FLOATS, own, next);
      FloatVector d = FloatVector.fromArray(FLOATS, own, next + 16);
      FloatVector mc = FloatVector.fromArray(FLOATS, own, next + 64);
      FloatVector md = FloatVector.fromArray(FLOATS, own, next + 80);
      for (int g = 0; g < groups; g++) {
        int row = ROWS * g + 32 * half;
        int sum = from + GROUP_SUMS * g + 16 * half;
        FloatVector even = FloatVector.fromArray(FLOATS, scales, row);
        FloatVector odd = FloatVector.fromArray(FLOATS, scales, row + 16);
        FloatVector evenMinimums = FloatVector.fromArray(FLOATS, minimums, row);
        FloatVector oddMinimums = FloatVector.fromArray(FLOATS, minimums, row + 16);
        IntVector p = IntVector.fromArray(INTS, sums, sum);
        IntVector lift = IntVector.broadcast(INTS, lifts[first + g]);
        IntVector pe = p.lanewise(LSHL, 16).lanewise(ASHR, 16).add(lift);
        IntVector po = p.lanewise(ASHR, 16).add(lift);
        a = ((FloatVector) pe.convertShape(I2F, FLOATS, 0)).fma(even, a);
        b = ((FloatVector) po.convertShape(I2F, FLOATS, 0)).fma(odd, b);
        FloatVector s = FloatVector.broadcast(FLOATS, activations[first + g]);
        ma = s.fma(evenMinimums, ma);
        mb = s.fma(oddMinimums, mb);
        IntVector q = IntVector.fromArray(INTS, sums, sum + ShortProducts.SUMS);
        IntVector liftQ = IntVector.broadcast(INTS, lifts[second + g]);
        IntVector qe = q.lanewise(LSHL, 16).lanewise(ASHR, 16).add(liftQ);
        IntVector qo = q.lanewise(ASHR, 16).add(liftQ);
        c = ((FloatVector) qe.convertShape(I2F, FLOATS, 0)).fma(even, c);
        d = ((FloatVector) qo.convertShape(I2F, FLOATS, 0)).fma(odd, d);
        FloatVector sq = FloatVector.broadcast(FLOATS, activations[second + g]);
        mc = sq.fma(evenMinimums, mc);
        md = sq.fma(oddMinimums, md);
      }
      a.intoArray(own, at);
      b.intoArray(own, at + 16);
      ma.intoArray(own, at + 64);
      mb.intoArray(own, at + 80);
      c.intoArray(own, next);
      d.intoArray(own, next + 16);
      mc.intoArray(own, next + 64);
      md.intoArray(own, next + 80);
    }
  }

  /** Adds {@code factor * (d * sum - dmin * minimum)} of 64 rows to {@code y}. */
  private static void finish(
      DecodedTile tile, float[] own, int from, float factor, float[] y, int to) {
    for (int i = 0; i < ROWS; i += 16) {
      FloatVector d = FloatVector.fromArray(FLOATS, tile.factors(), i);
      FloatVector n = FloatVector.fromArray(FLOATS, tile.minimumFactors(), i);
      FloatVector.fromArray(FLOATS, own, from + i)
          .mul(d)
          .sub(FloatVector.fromArray(FLOATS, own, from + ROWS + i).mul(n))
          .fma(FloatVector.broadcast(FLOATS, factor), FloatVector.fromArray(FLOATS, y, to + i))
          .intoArray(y, to + i);
    }
  }
}
