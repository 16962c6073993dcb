/** {@code abruzzi compare}: quantizations of a model, measured against it, as a report. */
package abruzzi.cli.compare;
