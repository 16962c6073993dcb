/** Vector loops of the quantizers: moments of rounded weights, costs of codebook rows. */
package abruzzi.quant.quantize.kernel;
