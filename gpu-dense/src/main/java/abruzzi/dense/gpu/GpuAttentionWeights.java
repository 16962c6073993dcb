package abruzzi.dense.gpu;

import abruzzi.dense.AttentionWeights;
import abruzzi.dense.LatentExpansion;
import abruzzi.dense.device.DeviceRegion;

/**
 * The weights of one layer's attention on the device.
 *
 * @param joint whether {@code key} and {@code value} are one matrix of both
 */
record GpuAttentionWeights(
    DeviceRegion norm,
    GpuMatrix queryDown,
    DeviceRegion queryNorm,
    GpuMatrix queryUp,
    GpuMatrix latentDown,
    DeviceRegion latentNorm,
    boolean joint,
    GpuMatrix key,
    GpuMatrix value,
    GpuMatrix output) {
  static void plan(WeightUpload upload, AttentionWeights w) {
    upload.add(w.norm());
    upload.add(w.queryDown());
    upload.add(w.queryNorm());
    upload.add(w.queryUp());
    upload.add(w.latentDown());
    upload.add(w.latentNorm());
    if (w.expansion() instanceof LatentExpansion.Split split) {
      upload.add(split.key());
      upload.add(split.value());
    } else if (w.expansion() instanceof LatentExpansion.Joint both) {
      upload.add(both.keyValue());
    }
    upload.add(w.output());
  }

  static GpuAttentionWeights of(WeightUpload upload, AttentionWeights w) {
    GpuMatrix key = null;
    GpuMatrix value = null;
    if (w.expansion() instanceof LatentExpansion.Split split) {
      key = upload.matrix(split.key());
      value = upload.matrix(split.value());
    } else if (w.expansion() instanceof LatentExpansion.Joint both) {
      key = upload.matrix(both.keyValue());
      value = key;
    }
    return new GpuAttentionWeights(
        upload.vector(w.norm()),
        upload.matrix(w.queryDown()),
        upload.vector(w.queryNorm()),
        upload.matrix(w.queryUp()),
        upload.matrix(w.latentDown()),
        upload.vector(w.latentNorm()),
        w.expansion() instanceof LatentExpansion.Joint,
        key,
        value,
        upload.matrix(w.output()));
  }
}
