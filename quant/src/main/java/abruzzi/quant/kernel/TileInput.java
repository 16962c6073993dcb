package abruzzi.quant.kernel;

/**
 * Activation rows as tile kernels read them, by blocks of 256 columns: block {@code b} of row
 * {@code t} has the number {@code t * blocks + b}.
 *
 * @param tables look-up tables {@code [number, tables, 32]}, see {@link LookupTables}
 * @param multipliers activations for multiplication in 16 bits {@code [number, multipliers]}, see
 *     {@link TileKernel#fillMultipliers}
 * @param values activations of 8 bits as floats {@code [number, 256]}, for kernels without both
 * @param sums sums of activations over {@link TileKernel#sumColumns()} columns {@code [number,
 *     groups]}
 * @param integerSums the same as integers
 * @param factors scale of each block {@code [number]}
 * @param block room for the sums and minimums of 64 rows, the kernel's own
 * @param scales room for 1024 scales, the kernel's own
 * @param groups room for 1024 sums of groups of columns, the kernel's own
 */
record TileInput(
    short[] tables,
    int[] multipliers,
    float[] values,
    float[] sums,
    int[] integerSums,
    float[] factors,
    float[] block,
    float[] scales,
    int[] groups) {}
