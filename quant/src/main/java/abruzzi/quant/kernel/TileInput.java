package abruzzi.quant.kernel;

/**
 * One activation row as tile kernels read it.
 *
 * @param tables look-up tables, {@link LookupTables#ENTRIES} shorts each
 * @param firstTable index of the first one's first entry
 * @param values activations of 8 bits as floats, for kernels without tables
 * @param firstValue index of the first one
 * @param sums sums of activations over {@link TileKernel#sumColumns()} columns
 * @param firstSum index of the first sum
 * @param factors scale of each block of 256 activations
 * @param firstFactor index of the first factor
 * @param block room for the sums and minimums of 64 rows, the kernel's own
 * @param groups room for 1024 sums of groups of columns, the kernel's own
 */
record TileInput(
    short[] tables,
    int firstTable,
    float[] values,
    int firstValue,
    float[] sums,
    int firstSum,
    float[] factors,
    int firstFactor,
    float[] block,
    int[] groups) {}
