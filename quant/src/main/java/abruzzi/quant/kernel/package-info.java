/**
 * Kernels: the loops that spend the time. Activations are floats; weights are read in place, from
 * the file's own blocks. Some products round activations to 8 bits first, by one rule for all
 * ({@code BlockActivations}).
 *
 * <p>Determinism: a result depends on its operands and on the vector width, never on the number of
 * workers or on how many rows were computed together. Two habits keep it so: sums over lanes are
 * written out in a fixed order ({@code reduceLanes} promises none for floats), and functions such
 * as the exponential are computed from additions and multiplications that the interpreter and the
 * compiler round alike.
 *
 * <p>Mapped files: every method that loads vectors from a mapping also reads a byte of it, see
 * {@link abruzzi.quant.gguf.MappedMemory}; otherwise a file that shrinks takes the process down.
 */
package abruzzi.quant.kernel;
