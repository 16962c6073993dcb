package abruzzi.dense;

/**
 * A routed expert that a backend computes itself, beside the dense part.
 *
 * @param layer its layer
 * @param expert its number in the layer
 * @param weights its weights, rows as in a file
 */
public record ResidentExpert(int layer, int expert, FeedForwardWeights weights) {}
