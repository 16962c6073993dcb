/** {@code abruzzi plan}: where a model would lie on a machine, and how fast it would be. */
package abruzzi.cli.plan;
