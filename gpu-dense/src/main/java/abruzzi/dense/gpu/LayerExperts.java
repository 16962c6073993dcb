package abruzzi.dense.gpu;

import java.util.List;

/**
 * The routed experts of one layer that lie on the device.
 *
 * @param numbers their numbers in the layer
 * @param weights their weights
 */
record LayerExperts(int[] numbers, List<GpuFeedForwardWeights> weights) {}
