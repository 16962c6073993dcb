package abruzzi.planner.placement;

/**
 * Where the routed experts of a layer lie.
 *
 * @param layer number of the layer
 * @param expertBytes size of one expert in the file: gate, up and down
 * @param gpu those on the graphics card
 * @param ram those in main memory
 * @param disk those that stay in the file
 */
public record LayerPlacement(
    int layer, long expertBytes, ExpertSet gpu, ExpertSet ram, ExpertSet disk) {}
