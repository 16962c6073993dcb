/**
 * Models known by name: their tensors and storage types from published sizes and the rules by which
 * quantizers choose types, so that a plan needs no download.
 */
package abruzzi.planner.card;
