/** Which storage type each tensor of a model gets: named mixes, as other programs know them. */
package abruzzi.quant.mix;
