package abruzzi.dense.gpu;

import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseWeights;
import abruzzi.dense.LayerWeights;
import abruzzi.dense.ResidentExpert;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceArena;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All dense weights of a model on a device. */
record GpuWeights(
    DeviceArena arena,
    GpuMatrix embedding,
    List<GpuLayer> layers,
    Map<Integer, LayerExperts> experts,
    DeviceRegion outputNorm,
    GpuMatrix head)
    implements DeviceResource {
  private static final String EXPERT_ADVICE =
      "list fewer experts, take a file with smaller weights, or compute on the processors with"
          + " --gpu off";
  private static final String ADVICE =
      "take a file with smaller dense weights, or compute on the processors with --gpu off";

  /**
   * Uploads the weights.
   *
   * @throws abruzzi.dense.device.DeviceMemoryException if they do not fit
   */
  static GpuWeights upload(ComputeDevice device, DenseModel model, List<ResidentExpert> residents) {
    DenseWeights w = model.weights();
    String what = "the dense weights and " + residents.size() + " experts";
    WeightUpload upload =
        residents.isEmpty()
            ? new WeightUpload(device, "the dense weights", ADVICE)
            : new WeightUpload(device, what, EXPERT_ADVICE);
    upload.add(w.embedding());
    for (LayerWeights layer : w.layers()) {
      GpuLayer.plan(upload, layer);
    }
    upload.add(w.outputNorm());
    upload.add(w.head());
    Map<Integer, PlannedExperts> experts =
        residents.isEmpty() ? Map.of() : plan(upload, model.router().experts(), residents);
    DeviceArena arena = upload.run();
    return new GpuWeights(
        arena,
        upload.matrix(w.embedding()),
        w.layers().stream().map(layer -> GpuLayer.of(upload, layer)).toList(),
        experts.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, layer -> layer.getValue().of(upload))),
        upload.vector(w.outputNorm()),
        upload.matrix(w.head()));
  }

  /** Inner width of the widest routed expert, 0 when there is none. */
  int expertWidth() {
    return experts.values().stream().mapToInt(layer -> layer.gate().rows()).max().orElse(0);
  }

  private static Map<Integer, PlannedExperts> plan(
      WeightUpload upload, int count, List<ResidentExpert> residents) {
    return residents.stream()
        .collect(
            Collectors.groupingBy(
                ResidentExpert::layer,
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(), own -> PlannedExperts.of(upload, count, own))));
  }

  @Override
  public void close() {
    arena.close();
  }
}
