package abruzzi.planner.placement;

/**
 * What there is room for.
 *
 * @param ramBytes main memory for weights and cache
 * @param vramBytes graphics memory for weights and cache, 0 without a card
 * @param disk whether experts may stay on disk
 */
record Rooms(long ramBytes, long vramBytes, boolean disk) {}
