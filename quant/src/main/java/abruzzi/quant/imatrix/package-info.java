/**
 * Importance matrices: how large the inputs of each column of a matrix are, measured on text; in
 * files as llama.cpp writes and reads them.
 */
package abruzzi.quant.imatrix;
