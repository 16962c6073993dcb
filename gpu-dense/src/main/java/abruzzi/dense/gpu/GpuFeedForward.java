package abruzzi.dense.gpu;

/**
 * A SwiGLU feed-forward on a device, {@code down(silu(gate h) * (up h))}.
 *
 * <p>Threading: belongs to one sequence.
 */
final class GpuFeedForward {
  private final GpuProducts products;
  private final Workspace space;

  GpuFeedForward(GpuProducts products, Workspace space) {
    this.products = products;
    this.space = space;
  }

  /** Whether it takes rounded rows. */
  boolean rounds(GpuFeedForwardWeights w) {
    return products.kernels().rounds(w.gate().type()) || products.kernels().rounds(w.up().type());
  }

  /** Adds its output for the rows {@code h} to the rows {@code x}. */
  void run(GpuFeedForwardWeights w, int tokens) {
    int inner = w.gate().rows();
    products.run(w.gate(), space.h, space.gate.values(), tokens, false);
    products.run(w.up(), space.h, space.up, tokens, false);
    products.swiGlu(
        space.gate, space.up, tokens * inner, products.kernels().rounds(w.down().type()));
    products.run(w.down(), space.gate, space.x, tokens, true);
  }
}
