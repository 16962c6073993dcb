package abruzzi.runtime.model;

import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.Workers;
import abruzzi.quant.memory.WeightMemory;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Copies of weights in memory of our own, in the layout that kernels read fastest: tiles where
 * there are kernels for them, else rows as in the file.
 *
 * <p>Copies are made as long as they fit in what they may take; what does not fit stays in the
 * mapped file. Which weights these are depends on nothing but the file and that number.
 *
 * <p>Threading: one thread makes copies; closing frees them.
 */
final class WeightCopies implements MatrixPlacement, AutoCloseable {
  private static final int PART_ROWS = 256;

  private final WeightMemory memory;
  private final Workers workers;
  private final long mostBytes;
  private final WeightCopying copying;
  private long tiledBytes;

  /**
   * No copies yet.
   *
   * @param mostBytes what they may take
   * @param largePages whether they may lie in large pages
   * @param copying is told how much is copied
   */
  WeightCopies(Workers workers, long mostBytes, boolean largePages, WeightCopying copying) {
    memory = new WeightMemory(largePages);
    this.workers = workers;
    this.copying = copying;
    this.mostBytes = mostBytes;
  }

  /** Bytes of all copies. */
  long bytes() {
    return memory.allocatedBytes();
  }

  /** Bytes of those in tiles. */
  long tiledBytes() {
    return tiledBytes;
  }

  /** A copy of the matrix, or the matrix itself when there is no room for one. */
  @Override
  public Matrix place(String name, Matrix matrix, boolean tiles) {
    boolean tiled =
        matrix.layout() == MatrixLayout.TILES || (tiles && Tiles.available(matrix.type()));
    long bytes =
        tiled
            ? matrix.rows() * Tiles.rowBytes(matrix.type(), matrix.columns()) + Tiles.PADDING_BYTES
            : matrix.sizeBytes();
    if (bytes > mostBytes - memory.allocatedBytes()) {
      return matrix;
    }
    MemorySegment data = memory.allocate(bytes);
    Matrix copy =
        new Matrix(
            data,
            0,
            matrix.type(),
            matrix.rows(),
            matrix.columns(),
            tiled ? MatrixLayout.TILES : MatrixLayout.ROWS);
    fill(copy, matrix);
    tiledBytes += tiled ? bytes : 0;
    return copy;
  }

  /** A few hundred rows of each worker at a time, so that progress can be told in between. */
  private void fill(Matrix copy, Matrix matrix) {
    AtomicBoolean finite = new AtomicBoolean(true);
    long step = (long) PART_ROWS * workers.count() * 4;
    for (long first = 0; first < matrix.rows(); first += step) {
      long start = first;
      long count = Math.min(step, matrix.rows() - first);
      int parts = Math.toIntExact((count + PART_ROWS - 1) / PART_ROWS);
      workers.run(
          parts,
          (part, worker) -> {
            long row = start + (long) part * PART_ROWS;
            int rows = (int) Math.min(PART_ROWS, matrix.rows() - row);
            if (copy.layout() == matrix.layout()) {
              copyRows(copy, matrix, row, rows);
            } else if (!Tiles.write(matrix, row, rows, copy)) {
              finite.set(false);
            }
          });
      copying.copied(count * matrix.rowBytes());
    }
    if (!finite.get()) {
      throw new ArithmeticException("a scale is infinite or NaN");
    }
  }

  private static void copyRows(Matrix copy, Matrix matrix, long row, int rows) {
    MemorySegment.copy(
        matrix.data(),
        matrix.rowOffsetBytes(row),
        copy.data(),
        copy.rowOffsetBytes(row),
        rows * matrix.rowBytes());
  }

  @Override
  public void close() {
    memory.close();
  }
}
