package abruzzi.dense.gpu;

/**
 * The routed experts of one layer that lie on the device.
 *
 * @param places by number of the expert, its place in the matrices, -1 for those that lie elsewhere
 */
record LayerExperts(int[] places, ExpertMatrices gate, ExpertMatrices up, ExpertMatrices down) {}
