/**
 * Safetensors files, in which models are published: a header in JSON, then tensors back to back.
 * The JSON itself is read by whoever opens a file, with a {@link
 * abruzzi.quant.safetensors.HeaderParser}.
 */
package abruzzi.quant.safetensors;
