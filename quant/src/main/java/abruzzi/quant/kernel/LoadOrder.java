package abruzzi.quant.kernel;

import java.lang.invoke.VarHandle;

/**
 * Keeps loads of weights in the order in which they are written down.
 *
 * <p>The compiler moves loads within a round of a loop, mostly to the opposite order. A processor
 * that fetches ahead of lines that are read one after the other then does so less often: products
 * with weights from memory ran at half of their speed, or less, for seconds.
 */
final class LoadOrder {
  private LoadOrder() {}

  /** Loads before this one are done before those behind it; x86 has no instruction for it. */
  static void keep() {
    VarHandle.loadLoadFence();
  }
}
