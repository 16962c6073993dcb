/**
 * The commands that make files with few bits for a weight: {@code quantize} and {@code imatrix}.
 */
package abruzzi.cli.quantize;
