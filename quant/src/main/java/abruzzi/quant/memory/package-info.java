/** Memory for weights outside of the heap. */
package abruzzi.quant.memory;
