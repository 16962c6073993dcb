/**
 * How much a model's predictions suffer when some of its tensors are quantized, and which types
 * suffer least for a size. {@code Sensitivity} measures on text into a {@code SensitivityTable};
 * {@code LossCurve} has the loss of a group of tensors for every type; {@code BudgetSearch}
 * chooses.
 */
package abruzzi.runtime.sensitivity;
