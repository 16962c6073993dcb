/** Measures the inputs of a model's matrices on text, for quantizers. */
package abruzzi.runtime.calibration;
