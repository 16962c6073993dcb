/** {@code abruzzi stats}: which experts a model's router picks. */
package abruzzi.cli.statistics;
