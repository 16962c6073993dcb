package abruzzi.dense.gpu;

import abruzzi.dense.FeedForwardWeights;
import abruzzi.dense.ResidentExpert;
import abruzzi.quant.kernel.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The routed experts of one layer on their way to a device.
 *
 * @param places see {@link LayerExperts}
 */
record PlannedExperts(
    int[] places,
    WeightUpload.Together gate,
    WeightUpload.Together up,
    WeightUpload.Together down) {
  /**
   * Plans experts of a layer, in the order in which they are given.
   *
   * @param experts that the layer has
   */
  static PlannedExperts of(WeightUpload upload, int experts, List<ResidentExpert> own) {
    int[] places = new int[experts];
    Arrays.fill(places, -1);
    for (int place = 0; place < own.size(); place++) {
      places[own.get(place).expert()] = place;
    }
    return new PlannedExperts(
        places,
        plan(upload, own, FeedForwardWeights::gate),
        plan(upload, own, FeedForwardWeights::up),
        plan(upload, own, FeedForwardWeights::down));
  }

  private static WeightUpload.Together plan(
      WeightUpload upload, List<ResidentExpert> own, Function<FeedForwardWeights, Matrix> which) {
    return upload.addTogether(own.stream().map(one -> which.apply(one.weights())).toList());
  }

  LayerExperts of(WeightUpload upload) {
    return new LayerExperts(places, upload.experts(gate), upload.experts(up), upload.experts(down));
  }
}
