package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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

  /** All rows once, pieces of whole tiles, no part above the share of a worker. */
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
      int all = Arrays.stream(rows).mapToInt(RowPartition::tiles).sum();
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
        assertTrue(tiles[0] >= 1, "seed " + SEED);
        assertTrue(
            partition.parts() == 1 || tiles[0] <= Math.ceilDiv(all, workers), "seed " + SEED);
      }
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
    // five tiles of the first, the last of which has 32 rows
    assertArrayEquals(new int[] {288, 256}, rowsOfParts(RowPartition.of(2, 544 * 256, 288, 256)));
    assertArrayEquals(
        new int[] {128, 128, 128, 64}, rowsOfParts(RowPartition.ofEqual(4, 100_000, 1, 448)));
  }

  @Test
  void muchWorkIsPanelsAndThenEverSmallerParts() {
    assertArrayEquals(
        new int[] {1024, 1024, 1024, 1024, 1024, 1024, 512, 256, 256},
        rowsOfParts(RowPartition.of(2, MUCH, 7168)));
    assertArrayEquals(
        new int[] {1024, 1024, 1024, 512, 256, 256}, rowsOfParts(RowPartition.of(2, MUCH, 4096)));
    int[] experts = rowsOfParts(RowPartition.ofEqual(3, MUCH, 8, 2048));
    for (int part = 0; part < 12; part++) {
      assertEquals(1024, experts[part]);
    }
    assertEquals(256, experts[experts.length - 1]);
  }

  @Test
  void partsEndWherePanelsOfTheirMatrixDo() {
    // 24 and 9 tiles of 64 rows: a panel, the rest of the matrix, parts of the second
    assertArrayEquals(
        new int[] {1024, 512, 256, 128, 64, 64, 64},
        rowsOfParts(RowPartition.of(2, MUCH, 1536, 576)));
  }

  @Test
  void partsAreSixteenForEachWorkerAtMost() {
    RowPartition head = RowPartition.of(2, MUCH, 163840);
    assertTrue(head.parts() <= 32, head.parts() + " parts");
    head.pieces(0, (matrix, first, rows) -> assertEquals(5 * 1024, rows));
    assertEquals(4, RowPartition.of(2, 4 * 65536, 4096).parts());
  }

  @Test
  void workOfManyTokensIsFourLikePartsForEachWorker() {
    int[] parts = rowsOfParts(RowPartition.of(3, 1L << 34, 8 * 2048));
    assertEquals(12, parts.length);
    for (int rows : parts) {
      assertTrue(rows == 1280 || rows == 1536, rows + " rows");
    }
    assertEquals(12, RowPartition.ofEqual(3, 8L << 34, 8, 2048).parts());
    assertTrue(RowPartition.ofEqual(3, (8L << 34) - 1, 8, 2048).parts() > 12);
  }
}
