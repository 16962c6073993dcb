package abruzzi.runtime.benchmark;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.MatrixLayout;

/**
 * How fast products of one storage type are.
 *
 * @param type storage type of the weights
 * @param layout how they lie in memory
 * @param threads threads that computed
 * @param rows activation rows that each weight was multiplied with
 * @param weightsPerSecond weights read
 * @param productsPerSecond weights times activation rows
 * @param bytesPerSecond bytes of weights read
 */
public record KernelRate(
    GgmlType type,
    MatrixLayout layout,
    int threads,
    int rows,
    double weightsPerSecond,
    double productsPerSecond,
    double bytesPerSecond) {}
