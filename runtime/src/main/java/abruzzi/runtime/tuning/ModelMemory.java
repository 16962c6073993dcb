package abruzzi.runtime.tuning;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.work.ModelWork;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.kernel.Tiles;
import abruzzi.runtime.planning.ModelFacts;

/**
 * How much main memory a model takes.
 *
 * @param mappedBytes its file, when weights are used where they lie there
 * @param copiedBytes its weights, when they are copied, in the layout that kernels like best
 */
record ModelMemory(long mappedBytes, long copiedBytes) {
  /** What two models that are open need beyond their weights: contexts, rows between steps. */
  static final long MARGIN_BYTES = 1L << 30;

  /** Of the model in a file. */
  static ModelMemory of(GgufFile file) {
    PlannedModel model = ModelFacts.of(file);
    long bytes =
        Tiles.available() ? ModelWork.of(model).tileBytes() : model.inventory().total().bytes();
    return new ModelMemory(file.sizeBytes(), bytes);
  }

  private long bytes(boolean copies) {
    return copies ? copiedBytes : mappedBytes;
  }

  /**
   * Whether the model can be opened again while it is open. What is mapped counts as available
   * although it is needed.
   *
   * @param availableBytes memory that programs can have
   * @param openCopies whether weights of the one that is open are copied
   * @param openCopiedBytes what these copies take, which is not available any more
   * @param copies whether weights of the other one will be
   */
  boolean twiceIn(long availableBytes, boolean openCopies, long openCopiedBytes, boolean copies) {
    long open = Math.max(0, bytes(openCopies) - openCopiedBytes);
    return availableBytes - MARGIN_BYTES > open + bytes(copies);
  }
}
