package abruzzi.dense.host;

import abruzzi.dense.FeedForwardWeights;

/**
 * A SwiGLU feed-forward on the CPUs, {@code y = down(silu(gate x) * (up x))}, with its working
 * memory. Its two stages are jobs, so that others may share their regions.
 */
final class HostFeedForward {
  private float[] inner = new float[0];
  private float[] ups = new float[0];

  /**
   * The first stage: gate, up and SwiGLU.
   *
   * @param x {@code [tokens, hidden]}
   */
  HostProducts.Job inner(FeedForwardWeights weights, float[] x, int tokens) {
    int width = Math.toIntExact(weights.gate().rows());
    if (inner.length < (long) width * tokens) {
      inner = new float[Math.multiplyExact(width, tokens)];
      ups = new float[inner.length];
    }
    return new HostProducts.Gated(weights.gate(), weights.up(), x, inner, ups);
  }

  /**
   * The second stage: down, of what the first has computed.
   *
   * @param y receives {@code [tokens, hidden]}
   */
  HostProducts.Job outer(FeedForwardWeights weights, float[] y) {
    return new HostProducts.Product(weights.down(), inner, y);
  }
}
