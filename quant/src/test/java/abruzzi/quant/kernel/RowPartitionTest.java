package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RowPartitionTest {
  private static final long SEED = 7_0401;
  private static final long MUCH = (1L << 30) - 1;

  private static int[] rowsOfParts(RowPartition partition) {
    int[] sums = new int[partition.parts()];
    for (int part = 0; part < sums.length; part++) {
      int number = part;
      partition.pieces(part, (matrix, first, rows) -> sums[number] += rows);
    }
    return sums;
  }

  /** All rows once, pieces of whole tiles, parts that differ by one tile at most. */
  @Test
  void everyRowIsInOnePieceOfWholeTiles() {
    Random random = new Random(SEED);
    for (int round = 0; round < 2000; round++) {
      long[] rows = new long[1 + random.nextInt(5)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(1 << (1 + random.nextInt(13)));
      }
      int workers = 1 + random.nextInt(9);
      RowPartition partition = RowPartition.of(workers, 1L << random.nextInt(30), rows);
      int[][] seen = new int[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        seen[i] = new int[(int) rows[i]];
      }
      int least = Integer.MAX_VALUE;
      int most = 0;
      for (int part = 0; part < partition.parts(); part++) {
        int[] tiles = {0};
        partition.pieces(
            part,
            (matrix, first, count) -> {
              int tile = rows[matrix] >= 2048 ? 256 : 64;
              assertEquals(0, first % tile, "seed " + SEED);
              assertTrue(count >= 1 && first + count <= rows[matrix], "seed " + SEED);
              assertTrue(count % tile == 0 || first + count == rows[matrix], "seed " + SEED);
              tiles[0] += Math.ceilDiv(count, tile);
              for (int r = first; r < first + count; r++) {
                seen[matrix][r]++;
              }
            });
        least = Math.min(least, tiles[0]);
        most = Math.max(most, tiles[0]);
      }
      assertTrue(partition.parts() == 0 || (least >= 1 && most - least <= 1), "seed " + SEED);
      for (int[] matrix : seen) {
        for (int times : matrix) {
          assertEquals(1, times, "seed " + SEED);
        }
      }
    }
  }

  @Test
  void nextToNoWorkIsOnePart() {
    assertEquals(1, RowPartition.of(2, 8192, 128).parts());
    assertEquals(2, RowPartition.of(2, 8193, 128).parts());
    assertEquals(1, RowPartition.of(8, MUCH, 64).parts());
    assertEquals(0, RowPartition.of(8, MUCH, 0).parts());
  }

  @Test
  void littleWorkIsOnePartForEachWorker() {
    assertArrayEquals(new int[] {192, 192}, rowsOfParts(RowPartition.of(2, 384 * 256, 384)));
    // four tiles of the first; its last, of 32 rows, goes with the second matrix
    assertArrayEquals(new int[] {256, 288}, rowsOfParts(RowPartition.of(2, 544 * 256, 288, 256)));
    assertArrayEquals(
        new int[] {64, 128, 128, 128}, rowsOfParts(RowPartition.ofEqual(4, 100_000, 1, 448)));
  }

  @Test
  void muchWorkIsSixteenPartsForEachWorkerWhereTilesAllow() {
    assertEquals(48, RowPartition.ofEqual(3, MUCH, 8, 2048).parts());
    assertEquals(28, RowPartition.of(2, MUCH, 7168).parts());
    assertEquals(4, RowPartition.of(2, 4 * 65536, 4096).parts());
  }

  @Test
  void workOfManyTokensIsFourPartsForEachWorker() {
    assertEquals(48, RowPartition.ofEqual(3, (1L << 30) - 1, 8, 2048).parts());
    assertEquals(12, RowPartition.ofEqual(3, 1L << 30, 8, 2048).parts());
    assertEquals(8, RowPartition.ofEqual(2, 1L << 30, 8, 2048).parts());
  }

  @Test
  void partsAreWholePanelsWhereTheseAreMany() {
    assertEquals(16, RowPartition.ofEqual(2, MUCH, 8, 2048).parts());
    RowPartition partition = RowPartition.ofEqual(2, MUCH, 8, 7168);
    assertEquals(28, partition.parts());
    for (int part = 0; part < partition.parts(); part++) {
      partition.pieces(part, (matrix, first, rows) -> assertEquals(0, (first | rows) % 1024));
    }
  }
}
