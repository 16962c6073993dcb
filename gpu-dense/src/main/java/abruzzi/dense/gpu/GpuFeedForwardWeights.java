package abruzzi.dense.gpu;

import abruzzi.dense.FeedForwardWeights;

/** A SwiGLU feed-forward on the device. */
record GpuFeedForwardWeights(GpuMatrix gate, GpuMatrix up, GpuMatrix down) {
  static void plan(WeightUpload upload, FeedForwardWeights w) {
    if (w != null) {
      upload.add(w.gate());
      upload.add(w.up());
      upload.add(w.down());
    }
  }

  static GpuFeedForwardWeights of(WeightUpload upload, FeedForwardWeights w) {
    return w == null
        ? null
        : new GpuFeedForwardWeights(
            upload.matrix(w.gate()), upload.matrix(w.up()), upload.matrix(w.down()));
  }
}
