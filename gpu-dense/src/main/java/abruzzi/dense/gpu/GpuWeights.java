package abruzzi.dense.gpu;

import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseWeights;
import abruzzi.dense.LayerWeights;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceArena;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResource;
import java.util.List;

/** All dense weights of a model on a device. */
record GpuWeights(
    DeviceArena arena,
    GpuMatrix embedding,
    List<GpuLayer> layers,
    DeviceRegion outputNorm,
    GpuMatrix head)
    implements DeviceResource {
  private static final String ADVICE =
      "take a file with smaller dense weights, or compute on the processors with --gpu off";

  /**
   * Uploads the weights.
   *
   * @throws abruzzi.dense.device.DeviceMemoryException if they do not fit
   */
  static GpuWeights upload(ComputeDevice device, DenseModel model) {
    DenseWeights w = model.weights();
    WeightUpload upload = new WeightUpload(device, "the dense weights", ADVICE);
    upload.add(w.embedding());
    for (LayerWeights layer : w.layers()) {
      GpuLayer.plan(upload, layer);
    }
    upload.add(w.outputNorm());
    upload.add(w.head());
    DeviceArena arena = upload.run();
    return new GpuWeights(
        arena,
        upload.matrix(w.embedding()),
        w.layers().stream().map(layer -> GpuLayer.of(upload, layer)).toList(),
        upload.vector(w.outputNorm()),
        upload.matrix(w.head()));
  }

  @Override
  public void close() {
    arena.close();
  }
}
