/**
 * Quantizers: floats to blocks of any type, with little error. The searches are shared by families
 * of types: {@code LevelGroups} where each weight is a level times a scale, {@code AffineGroups}
 * where it has a minimum besides, {@code GridGroups} where several weights are a row of a codebook;
 * {@code BlockScale} and {@code AffineScales} bring the scales of groups to multiples of those of
 * their block.
 */
package abruzzi.quant.quantize;
