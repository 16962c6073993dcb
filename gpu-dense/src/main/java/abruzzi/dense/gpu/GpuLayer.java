package abruzzi.dense.gpu;

import abruzzi.dense.LayerWeights;
import abruzzi.dense.device.DeviceRegion;

/**
 * The dense weights of one layer on the device.
 *
 * @param attention null in layers without
 * @param feedForward null in layers with experts
 * @param router null in layers without experts
 * @param routerBias null when the file has none
 * @param sharedExpert null when there are none
 */
record GpuLayer(
    GpuAttentionWeights attention,
    DeviceRegion feedForwardNorm,
    GpuFeedForwardWeights feedForward,
    GpuMatrix router,
    DeviceRegion routerBias,
    GpuFeedForwardWeights sharedExpert) {
  static void plan(WeightUpload upload, LayerWeights w) {
    if (w.attention() != null) {
      GpuAttentionWeights.plan(upload, w.attention());
    }
    upload.add(w.feedForwardNorm());
    GpuFeedForwardWeights.plan(upload, w.feedForward());
    GpuFeedForwardWeights.plan(upload, w.sharedExpert());
    if (w.hasExperts()) {
      upload.add(w.router().gate());
      upload.add(w.router().bias());
    }
  }

  static GpuLayer of(WeightUpload upload, LayerWeights w) {
    return new GpuLayer(
        w.attention() == null ? null : GpuAttentionWeights.of(upload, w.attention()),
        upload.vector(w.feedForwardNorm()),
        GpuFeedForwardWeights.of(upload, w.feedForward()),
        w.hasExperts() ? upload.matrix(w.router().gate()) : null,
        w.hasExperts() ? upload.vector(w.router().bias()) : null,
        GpuFeedForwardWeights.of(upload, w.sharedExpert()));
  }
}
