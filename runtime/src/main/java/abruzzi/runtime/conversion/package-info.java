/**
 * Published checkpoints to GGUF: {@link abruzzi.runtime.conversion.Checkpoint} reads the folder,
 * {@link abruzzi.runtime.conversion.TensorPlan} says which of its matrices make up which tensor,
 * {@link abruzzi.runtime.conversion.Conversion} writes and verifies.
 */
package abruzzi.runtime.conversion;
