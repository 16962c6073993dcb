/**
 * Files with matrices in tiles, so that they need not be brought into tiles when they are opened.
 *
 * <p>Such a file is GGUF. A matrix in tiles is a one-dimensional tensor of type I8 under its own
 * name, aligned to 64 bytes, with the padding behind it that kernels ask for; {@link
 * abruzzi.quant.repack.TileDirectory} says in the metadata what its type and shape are. A reader
 * that does not know of tiles finds a tensor of a wrong shape and type where it looks for weights,
 * and refuses the file.
 */
package abruzzi.quant.repack;
