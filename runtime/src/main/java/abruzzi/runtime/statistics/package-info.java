/** Records which experts a model's router picks while it generates. */
package abruzzi.runtime.statistics;
